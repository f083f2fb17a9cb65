"""The one setting: what it may say, what it may not, and that its password is never repeated."""

import pytest

from pipelines import warehouse
from pipelines.lake import setting

WHOLE = "ducklake:postgresql://kari:Hemmelig%2F1@db.example:5433/barometer?data=/srv/maal/lake&schema=maal"


def test_a_whole_setting_is_read():
    its = setting.read(WHOLE)
    assert (its.host, its.port, its.user, its.password) == ("db.example", 5433, "kari", "Hemmelig/1")
    assert (its.database, its.data, its.schema) == ("barometer", "/srv/maal/lake/", "maal")
    assert not its.remote_files


def test_the_password_is_in_no_text_of_it():
    its = setting.read(WHOLE)
    assert "Hemmelig" not in str(its) + repr(its) + f"{its}" + its.catalogue


def test_what_is_left_out_is_left_to_the_client():
    its = setting.read("ducklake:postgres:///barometer?data=s3://maal/lake")
    assert (its.host, its.port, its.user, its.password, its.schema) == (None, None, None, None, "malbarometeret")
    assert its.remote_files and its.data == "s3://maal/lake/"


@pytest.mark.parametrize("text", ["", "  ", "files"])
def test_without_it_the_warehouse_lies_in_files(monkeypatch, text):
    monkeypatch.setenv(setting.VARIABLE, text)
    assert setting.setting() is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("postgresql://kari:Hemmelig@h/d?data=/x", "ducklake:"),
        ("ducklake:mysql://kari:Hemmelig@h/d?data=/x", "postgresql://"),
        ("ducklake:postgresql://kari:Hemmelig@h?data=/x", "name of the database"),
        ("ducklake:postgresql://kari:Hemmelig@h:port/d?data=/x", "cannot be read"),
        ("ducklake:postgresql://kari:Hemmelig@h/d", "whole path"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=lake", "whole path"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=s3://", "S3 address"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=s3://a'b", "S3 address"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=/x&data=/y", "there twice"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=/x&sslmode=require", "sslmode is not known"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=/x&schema=a;drop", "plain name"),
        ("ducklake:postgresql://kari:Hemmelig@h/d?data=/x&schema=A", "plain name"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_told_by_its_part_and_without_the_password(monkeypatch, text, what):
    monkeypatch.setenv(setting.VARIABLE, text)
    with pytest.raises(setting.BadSetting, match=what) as told:
        warehouse.served()
    assert "Hemmelig" not in str(told.value)
    assert setting.FORM in str(told.value)

"""The lake's files in S3-compatible storage: a stand-in on this machine, through DuckDB's own client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from pipelines import publishing, warehouse
from pipelines.lake import catalogue, engine, moving
from tests.lake.test_lake import figure_served, published
from tests.services import lake as services
from tests.services.postgres import Postgres

BUCKET = "barometer"


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of an empty bucket's server; its keys are in the environment, as on a real one."""
    services.required()
    server = pytest.importorskip("moto.server", reason="moto is not installed").ThreadedMotoServer(
        ip_address="127.0.0.1", port=0, verbose=False
    )
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        for name, value in {
            "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "Hemmelig", "AWS_REGION": "eu-north-1",
            "AWS_ENDPOINT_URL": address,
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
        requests.post(f"{address}/moto-api/reset", timeout=10)
        bucket().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
        yield address
    finally:
        server.stop()


def bucket():
    """The storage's own client, independent of DuckDB's."""
    import boto3

    return boto3.client("s3", region_name="eu-north-1")


def objects() -> list[str]:
    return [found["Key"] for found in bucket().list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_versions_in_a_bucket_are_read_and_rolled_back(storage, postgres: Postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "state"))
    with services.set_to_lake(services.text(postgres, f"s3://{BUCKET}/lake")):
        first, second = published(1), published(2)
        assert objects() and all(key.startswith("lake/") for key in objects())
        monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "other"))
        assert (warehouse.current_version(), figure_served(), figure_served(first)) == (second, 2, 1)
        assert publishing.rollback() == first
        with engine.connect(moving.required(), catalogue.of(moving.required()).content().snapshots[second]) as con:
            assert con.execute(f"SELECT figure FROM {engine.LAKE}.out.moving").fetchone() == (2,)


def test_a_bucket_that_is_away_is_a_sentence_without_the_key(storage, postgres: Postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("MALBAROMETERET_STATE", str(tmp_path / "state"))
    with services.set_to_lake(services.text(postgres, "s3://another/lake")):
        with pytest.raises(warehouse.WarehouseError, match="cannot be reached") as told:
            published(1)
        assert "Hemmelig" not in str(told.value)
        assert warehouse.current_version() is None

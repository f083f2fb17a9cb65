"""What differs between one server and the next, checked before it is written into a configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

HERE = Path(__file__).parent
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
IPV6 = Path("/proc/net/if_inet6")

Port = Annotated[int, Field(ge=1, le=65535)]


def _path(given: Path) -> Path:
    # what is written into the configuration must not end the word that it stands in
    if not re.fullmatch(r"/[\w./@+-]*", str(given)) or ".." in given.parts:
        raise ValueError("it has to be a whole path, of letters, digits and ./_@+- only")
    return given


AbsolutePath = Annotated[Path, AfterValidator(_path)]


class Front(BaseModel):
    """The front server.

    Attributes:
        domain: the site's name, as readers write it.
        certificate, key: files with the certificate (with its chain) and its key.
        ports: where the app's processes listen on this machine, one each.
        http_port, https_port: where the front listens.
        cache, log: folder of the cache, file of the access log; nginx makes the folder itself, but not those around it.
        acme: folder from which the front answers whoever renews the certificate.
        upload_mb: the largest file a reader may send; the app's own limit is 25.
        api_per_second, pages_per_second, papers_per_minute: requests that one address (of IPv6: one network) may make
            without waiting. A council sits behind one address: fifty people who open a page at once are no attack.
        connections: connections that one address may have open.
        fresh_seconds: so long an API answer is given from the cache without asking the app.
        brotli: whether nginx has Debian's brotli module.
        ipv6: whether this machine has IPv6; the front then listens there too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    domain: str
    certificate: AbsolutePath
    key: AbsolutePath
    ports: tuple[Port, ...] = (8501, 8502)
    http_port: Port = 80
    https_port: Port = 443
    cache: AbsolutePath = Path("/var/cache/malbarometeret")
    log: AbsolutePath = Path("/var/log/nginx/malbarometeret.log")
    acme: AbsolutePath = Path("/var/www/letsencrypt")
    upload_mb: int = Field(26, ge=1, le=1000)
    api_per_second: int = Field(20, ge=1, le=10_000)
    pages_per_second: int = Field(50, ge=1, le=10_000)
    papers_per_minute: int = Field(60, ge=1, le=10_000)
    connections: int = Field(400, ge=1, le=100_000)
    fresh_seconds: int = Field(10, ge=1, le=86_400)
    brotli: bool = Field(default_factory=BROTLI.exists)
    ipv6: bool = Field(default_factory=IPV6.exists)

    @field_validator("domain")
    @classmethod
    def _a_name(cls, given: str) -> str:
        if not re.fullmatch(
            r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", given
        ):
            raise ValueError("it has to be a name such as barometer.example.no, without https:// and port")
        return given

    @field_validator("ports")
    @classmethod
    def _different(cls, given: tuple[int, ...]) -> tuple[int, ...]:
        if not given or len(set(given)) != len(given) or len(given) > 64:
            raise ValueError("between one and 64 ports, each another")
        return given


def nginx(front: Front) -> str:
    """The configuration of the front server, ready for a folder whose files nginx includes in its `http` block."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "nginx"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    shares = [f"{100 / len(front.ports):.2f}%"] * (len(front.ports) - 1) + ["*"]
    places = [
        {"number": number, "port": port, "share": share, "others": [other for other in front.ports if other != port]}
        for number, (port, share) in enumerate(zip(front.ports, shares, strict=True), 1)
    ]
    site = front.domain if front.https_port == 443 else f"{front.domain}:{front.https_port}"
    return environment.get_template("malbarometeret.conf.j2").render(front=front, places=places, site=site)

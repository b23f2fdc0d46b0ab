"""What registries hold: the names that Docker itself gives out, images that were taken out, images left as they are."""

from functools import cache

from recipec.checks.images import HUB, Image

# Everything that was ever one of Docker's official images.
OFFICIAL = frozenset(
    "adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop"
    " bash bonita buildpack-deps busybox caddy cassandra celery centos chronograf cirros clearlinux clefos"
    " clickhouse clojure composer consul convertigo couchbase couchdb crate crux dart debian django docker docker-"
    " dev drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx erlang euleros express-"
    " gateway fedora flink fluentd friendica fsharp gazebo gcc geonetwork ghost glassfish golang gradle groovy"
    " haproxy haskell haxe hello-seattle hello-world hipache hitch hola-mundo httpd hylang ibm-semeru-runtimes"
    " ibmjava influxdb iojs irssi java jenkins jetty jobber joomla jruby julia kaazing-gateway kapacitor kibana"
    " known kong krakend lightstreamer liquibase logstash mageia mariadb matomo maven mediawiki memcached mongo"
    " mongo-express monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx node notary nuxeo odoo"
    " open-liberty openjdk opensuse oraclelinux orientdb owncloud percona perl photon php php-zendserver"
    " phpmyadmin piwik plone postfixadmin postgres pypy python r-base rabbitmq rails rakudo-star rapidoid redis"
    " redmine registry rethinkdb rocket.chat rockylinux ros ruby rust sapmachine satosa scratch sentry silverpeas"
    " sl solr sonarqube sourcemage spark spiped storm swarm swift swipl teamspeak telegraf thrift tomcat tomee"
    " traefik ubuntu ubuntu-debootstrap ubuntu-upstart unit valkey varnish vault websphere-liberty wordpress xwiki"
    " yourls znc zookeeper".split()
)

# NVIDIA deletes what a later patch replaces and, six months after its end, a whole release (its support policy; the
# list of July 2023).
_CUDA_REPLACED = frozenset(
    "11.0.1 11.0.2 11.1.0 11.2.0 11.2.1 11.3.0 11.4.0 11.4.1 11.4.2 11.5.0 11.5.1 11.6.0 11.6.1 11.7.0".split()
)
_FROZEN = {
    "openjdk": "start from `eclipse-temurin`, which goes on where it ended",
    "java": "start from `eclipse-temurin`, which goes on where it ended",
    "conda/miniconda3": "start from `continuumio/miniconda3` or `condaforge/miniforge3`",
    "continuumio/miniconda": "start from `continuumio/miniconda3` or `condaforge/miniforge3`",
    "continuumio/anaconda": "start from `continuumio/anaconda3`",
    "condaforge/mambaforge": "start from `condaforge/miniforge3`, which brings `mamba` too",
}


@cache
def withdrawn(image: Image) -> str | None:
    """Say what to use instead of an image that its registry does not have any more; None for all others."""
    tag = image.tag or "latest"
    if image.name in ("nvidia/cuda", "nvcr.io/nvidia/cuda"):
        version = tag.partition("-")[0]
        numbers = version.split(".")
        if tag == "latest" or not numbers[0].isdigit():
            return (
                "name a version that is there, such as `nvidia/cuda:12.6.3-devel-ubuntu24.04`"
                if tag in ("latest", "devel", "runtime", "base")
                else None
            )
        if int(numbers[0]) < 11 or version in _CUDA_REPLACED or (numbers[0] == "11" and len(numbers) == 2):
            return "name a release that is still there, such as `nvidia/cuda:11.8.0-devel-ubuntu22.04`"
    if (
        image.registry == HUB
        and image.name.startswith("bitnami/")
        and tag != "latest"
        and image.name != "bitnami/minideb"
    ):
        return f"use another image, or for the time being its last state: `bitnamilegacy/{image.name[8:]}:{tag}`"
    return None


def frozen(image: Image) -> str | None:
    """Say what to use instead of an image that is there, and was not built for years; None for all others."""
    if image.name == "tensorflow/tensorflow" and image.tag in ("latest-py3", "latest-gpu-py3", "latest-devel-gpu-py3"):
        return "name a version: this tag is TensorFlow 2.1 of January 2020"
    return _FROZEN.get(image.name)

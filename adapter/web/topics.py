"""The routes that receivers of SNS-shaped messages call: confirm, and fetch the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, request

from adapter.xml.element import Element
from adapter.xml.write import write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


@dataclass(frozen=True, slots=True)
class Topics:
    """What the routes need.

    Attributes:
        confirm: confirms the subscription to a topic that has this token; returns whether there is
            one.
        certificate: the signer's, as PEM.
    """

    confirm: Callable[[str, str], bool]
    certificate: bytes


def add_topic_routes(app: Flask, topics: Topics) -> None:
    """Add the routes, which any receiver may call: the token proves that it was asked."""

    @app.get("/sns/")
    def confirm_subscription() -> Response:
        topic = request.args.get("TopicArn", "")
        if not topics.confirm(topic, request.args.get("Token", "")):
            return Response("There is no such subscription.\n", HTTPStatus.NOT_FOUND)
        result = Element("ConfirmSubscriptionResult", (Element("SubscriptionArn", topic),))
        body, _ = write(Element("ConfirmSubscriptionResponse", (result,)))
        return Response(body, content_type="text/xml")

    @app.get("/sns/SimpleNotificationService.pem")
    def print_certificate() -> Response:
        return Response(topics.certificate, content_type="application/x-pem-file")

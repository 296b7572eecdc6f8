"""GET /account as one would write it today: Django REST framework, the ORM for key and balance, its own throttle.

The throttle counts in each process for itself, and forgets accounts when there are many: it's here for its cost only.
"""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from credits.models import Wallet
from partners.models import ApiKey


class KeyAuthentication(BaseAuthentication):
    """The key and its account in one query with a join."""

    def authenticate(self, request: Request) -> tuple[ApiKey, None]:
        digest = sha256(request.headers.get("X-API-Key", "").encode()).digest()
        key = ApiKey.objects.select_related("account", "account__partner__tier").filter(hash=digest).first()
        if key is None or key.revoked_at is not None:
            raise AuthenticationFailed
        return key, None


class AccountThrottle(SimpleRateThrottle):
    """So many requests a minute for an account, in the process's memory."""

    rate = "600/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        key: Any = request.user
        return f"throttle:{key.account_id}"


class AccountView(APIView):
    authentication_classes = [KeyAuthentication]
    throttle_classes = [AccountThrottle]

    def get(self, request: Request) -> Response:
        key: Any = request.user
        wallet = Wallet.objects.get(account=key.account, mode=key.mode)
        amounts = {"balance": wallet.balance / 100, "held": wallet.held / 100, "available": wallet.available / 100}
        account = {"id": key.account.public_id, "name": key.account.name, "tier": key.account.partner.tier.slug}
        return Response({"success": True, "data": {**account, "credits": amounts}})


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers at once."""
    return HttpResponse(b"{}")


urlpatterns = [path("healthz", healthz), path("api/partner/v1/account", AccountView.as_view())]

"""The header Permissions-Policy, which Django has no setting for."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: The powerful features that no page may use, nor a script that got into one: those that Chromium
#: knows in each of its builds, as it warns of others.
OFF: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "captured-surface-control",
    "clipboard-read", "clipboard-write", "compute-pressure", "cross-origin-isolated",
    "digital-credentials-create", "digital-credentials-get", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts",
    "local-network-access", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "picture-in-picture", "screen-wake-lock", "serial", "speaker-selection", "storage-access",
    "sync-xhr", "unload", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
#: Those that the desk's own pages may use: signing in by a passkey.
OWN: Final = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY: Final = ", ".join(
    [*(f"{feature}=()" for feature in OFF), *(f"{feature}=(self)" for feature in OWN)]
)


class PermissionsPolicyMiddleware:
    """Middleware that adds PERMISSIONS_POLICY to each response that has no such header.

    It has to come before all middleware that responds itself, so that those responses have it too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

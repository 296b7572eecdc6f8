"""Who makes the results of the tools, as the settings say."""

from django.conf import settings

from generation.providers.offline import OfflineProvider
from generation.providers.openai_compatible import OpenAiCompatible
from generation.providers.provider import Provider

__all__ = ["Provider", "configured_provider"]


def configured_provider() -> Provider:
    """A new provider; keep one for each event loop, and close it before the loop ends."""
    if settings.GENERATION_PROVIDER == "offline":
        return OfflineProvider()
    return OpenAiCompatible(
        base_url=settings.GENERATION_BASE_URL,
        api_key=settings.GENERATION_API_KEY,
        model=settings.GENERATION_MODEL,
        max_answer_bytes=settings.GENERATION_MAX_ANSWER_BYTES,
    )

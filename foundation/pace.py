"""How slowly a client may send or read: one rule of bytes and seconds for every body and answer that streams."""


class TooSlow(Exception):
    """The client let us wait for longer than it may; ``waited`` is how long in all, in seconds."""

    def __init__(self, waited: float) -> None:
        super().__init__(f"{waited:.1f} s")
        self.waited = waited


class Pace:
    """The seconds that a client may still let us wait.

    Waiting uses them up; each byte that moves gives some back, but never more than the longest pause. So n bytes take
    at most ``pause + n / bytes_per_second`` seconds of waiting, whatever length was announced, and no pause is longer
    than that. What we do ourselves in between isn't counted.
    """

    def __init__(self, bytes_per_second: int, pause: float) -> None:
        self._bytes_per_second = bytes_per_second
        self._pause = pause
        self._waited = 0.0
        self.left = pause

    def count(self, seconds: float, size: int) -> None:
        """Count a wait and the bytes that came or went with it. Raises TooSlow if the client is too far behind."""
        self._waited += seconds
        self.left = min(self._pause, self.left + size / self._bytes_per_second - seconds)
        if self.left <= 0:
            raise TooSlow(self._waited)

"""What an idea may need beyond its industry: each trait brings a part of the system and a feature."""

from dataclasses import dataclass
from typing import Final

from generation.tools.architecture import NodeType
from generation.tools.features import Priority


@dataclass(frozen=True)
class Trait:
    """``node`` is (label, type, description, tech); the backend uses it by ``protocol``.

    ``feature`` is its name, ``want`` and ``benefit`` fill a user story, ``checks`` are acceptance criteria, ``path`` is
    of its endpoint, ``days`` its effort.
    """

    keywords: frozenset[str]
    node: tuple[str, NodeType, str, str]
    protocol: str
    feature: str
    want: str
    benefit: str
    checks: tuple[str, ...]
    path: str
    days: int
    priority: Priority


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TRAITS: Final = (
    Trait(
        _words("ai gpt llm assistant chatbot recommend recommends recommendation predict predicts generate generates "
               "detect detects summarise summarize summarizes suggests personalised personalized"),
        ("Model service", "ai", "Answers prompts and scores; behind one interface, so that it can be exchanged",
         "hosted model with JSON schema output"),
        "HTTPS", "Suggestions", "suggestions made from what I entered", "I start from a draft instead of from nothing",
        ("A suggestion appears within 10 seconds or says why not", "Every suggestion can be edited or dismissed"),
        "/suggestions", 8, "P0",
    ),
    Trait(
        _words("book books booking appointment appointments schedule scheduling calendar reservation slot slots "
               "meeting reminder reminders reminds rota shift shifts"),
        ("Calendar", "external", "Free and busy times, and invitations", "CalDAV and the large calendars' APIs"),
        "HTTPS", "Booking", "to book a free slot by myself", "nobody has to call",
        ("A slot can't be booked twice, however many try at once", "A booking can be moved or cancelled until a limit"),
        "/bookings", 8, "P0",
    ),
    Trait(
        _words("pay payment payments subscription invoice invoices checkout sell sells selling buy buyers price donate "
               "donation marketplace billing fee fees rent"),
        ("Payment provider", "external", "Takes cards and bank debits; card data never touches our servers",
         "hosted payment pages and signed webhooks"),
        "HTTPS", "Payments", "to pay where I order", "the matter is settled at once",
        ("A payment is recorded once though its webhook may come twice", "A refund restores the exact amount"),
        "/payments", 7, "P1",
    ),
    Trait(
        _words("notify notifies notification notifications remind reminds reminder reminders alert alerts sms email "
               "mail message messages chat push newsletter"),
        ("Outbox queue", "queue", "Messages that must go out, kept until they did", "a task queue in PostgreSQL"),
        "SQL", "Notifications", "to be told when something needs me", "I don't have to look all day",
        ("Each notification is sent once", "Every kind can be switched off"),
        "/notifications", 5, "P1",
    ),
    Trait(
        _words("photo photos video videos image images upload document documents pdf file files scan scans audio "
               "podcast recording receipts receipt"),
        ("File storage", "storage", "Uploaded files and what is made of them", "S3-compatible object storage"),
        "HTTPS", "Uploads", "to add files from my phone", "everything lies in one place",
        ("Files up to 25 MB are kept, larger ones refused",
         "A file is shown only to who may see its owner"),
        "/files", 6, "P1",
    ),
    Trait(
        _words("map maps near nearby location local route routes gps city delivery neighborhood neighbour track "
               "tracking walker drivers"),
        ("Map service", "external", "Places, distances and tiles", "OpenStreetMap data behind a cache"),
        "HTTPS", "Nearby", "to see what is near me", "I choose what I can reach",
        ("Results are ordered by distance", "Without a position, a place can be typed"),
        "/nearby", 6, "P1",
    ),
    Trait(
        _words("live realtime real-time chat collaborative collaboration together stream streaming multiplayer auction "
               "instantly"),
        ("Live channel", "gateway", "Pushes changes to open pages", "WebSockets"),
        "WebSocket", "Live updates", "to see changes while they happen", "we don't work against each other",
        ("A change is seen by others within a second", "After a lost connection the page catches up by itself"),
        "/live", 8, "P1",
    ),
    Trait(
        _words("sensor sensors device devices iot bluetooth wearable camera cameras hardware meter meters robot drone"),
        ("Device gateway", "gateway", "Takes readings from devices, in bursts and late", "MQTT"),
        "MQTT", "Devices", "to connect a device in a minute", "readings arrive without typing",
        ("Readings that arrive late are sorted in by their time", "A silent device is reported after an hour"),
        "/devices", 9, "P0",
    ),
    Trait(
        _words("report reports dashboard analytics track tracks tracking statistics insight insights compare metrics "
               "kpi measure progress"),
        ("Report cache", "cache", "Sums that many people look at", "Valkey"),
        "RESP", "Reports", "to see how things develop", "I decide by figures",
        ("Figures are at most five minutes old, and say so", "Every table can be downloaded as CSV"),
        "/reports", 6, "P2",
    ),
)  # fmt: skip

"""What the rules know of industries. The numbers are orders of magnitude, and results say so."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Domain:
    """``buyers`` are those worldwide who might pay, ``price`` is what they pay in US dollars a month.

    ``segments`` are (who, their pains, what they pay), ``rivals`` are (name, positioning, gap), ``entities`` are
    (name, fields).
    """

    industry: str
    keywords: frozenset[str]
    buyers: int
    price: int
    segments: tuple[tuple[str, tuple[str, ...], str], ...]
    rivals: tuple[tuple[str, str, str], ...]
    trends: tuple[str, ...]
    risks: tuple[str, ...]
    entities: tuple[tuple[str, tuple[str, ...]], ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DOMAINS: Final = (
    Domain(
        industry="healthcare",
        keywords=_words(
            "health medical patient doctor clinic dental dentist hospital nurse therapy therapist care fitness "
            "wellness medicine pharmacy diagnosis mental sleep veterinary vet workout"
        ),
        buyers=2_000_000,
        price=90,
        segments=(
            (
                "owners of small practices",
                ("missed appointments", "paperwork after hours"),
                "pay for saved staff hours",
            ),
            ("patients and their families", ("long waits for an answer", "scattered records"), "rarely pay themselves"),
            ("practice managers of groups", ("uneven processes between sites",), "have yearly budgets for software"),
        ),
        rivals=(
            (
                "Suites for practice management",
                "everything from records to billing",
                "slow to adopt, dear for one site",
            ),
            ("Booking portals", "bring new patients for a fee", "own the relation to the patient"),
            ("Phone and paper", "known to everybody, costs nothing to start", "nothing is reminded or measured"),
        ),
        trends=("remote consultations are here to stay", "patients expect to book and pay on their phones"),
        risks=("health data is strictly regulated (GDPR, HIPAA)", "practices change their software rarely"),
        entities=(("Patient", ("id", "name", "birthDate", "contact")), ("Visit", ("id", "patientId", "at", "notes"))),
    ),
    Domain(
        industry="education",
        keywords=_words(
            "learn learning student teacher school course tutor tutoring education university exam quiz lesson "
            "classroom homework language teach training flashcard kids"
        ),
        buyers=8_000_000,
        price=15,
        segments=(
            ("learners who study beside work", ("no time for fixed hours", "no feedback"), "pay little, by the month"),
            ("teachers and tutors", ("preparation eats evenings", "no view of progress"), "pay for saved preparation"),
            ("schools and training departments", ("proof of results",), "buy seats once a year"),
        ),
        rivals=(
            ("Course marketplaces", "a course for everything", "few finish what they began"),
            ("Learning management systems", "what schools must have", "administer, but don't teach"),
            ("Free videos", "good and without a bill", "no path, no practice, no feedback"),
        ),
        trends=("short lessons beat long ones", "practice that adapts to the learner is expected"),
        risks=("motivation fades after the first weeks", "minors' data needs parental consent"),
        entities=(("Course", ("id", "title", "level")), ("Progress", ("id", "learnerId", "courseId", "score"))),
    ),
    Domain(
        industry="retail and e-commerce",
        keywords=_words(
            "shop shopping store retail ecommerce commerce sell seller product products marketplace inventory fashion "
            "clothes checkout merchant brand handmade secondhand gift vintage"
        ),
        buyers=5_000_000,
        price=45,
        segments=(
            ("small online sellers", ("fees eat the margin", "stock kept in spreadsheets"), "pay if sales rise"),
            ("shoppers with a narrow taste", ("too much choice", "no trust in unknown sellers"), "pay by the purchase"),
            ("local shops going online", ("no staff for a web shop",), "pay a small fixed amount"),
        ),
        rivals=(
            ("Large marketplaces", "all buyers are there", "fees, and no brand of one's own"),
            ("Shop builders", "a shop within a day", "bring no buyers"),
            ("Social selling", "where the audience is", "orders are lost in messages"),
        ),
        trends=("buyers ask for used and repaired goods", "discovery moves into social feeds"),
        risks=("both sides must arrive at once", "fraud and returns eat the margin"),
        entities=(("Product", ("id", "sellerId", "title", "price")), ("Order", ("id", "buyerId", "total", "status"))),
    ),
    Domain(
        industry="finance",
        keywords=_words(
            "finance financial money bank budget budgeting invoice invoicing accounting tax expense expenses loan "
            "insurance invest investment savings payroll bookkeeping crypto debt freelancer freelancers"
        ),
        buyers=6_000_000,
        price=25,
        segments=(
            ("freelancers and very small firms", ("late invoices", "fear of the tax date"), "pay to be rid of it"),
            ("households with a tight budget", ("no view of the month's end",), "pay little"),
            ("accountants with many small clients", ("documents arrive late and unsorted",), "pay for each client"),
        ),
        rivals=(
            ("Accounting suites", "complete and accepted by advisers", "made for accountants, not for owners"),
            ("Apps of the banks", "free and close to the account", "show one bank only"),
            ("Spreadsheets", "free and flexible", "nobody keeps them up"),
        ),
        trends=("open banking makes accounts readable", "electronic invoices become mandatory"),
        risks=("licences are needed to touch money", "a wrong figure costs trust for good"),
        entities=(
            ("Account", ("id", "ownerId", "currency", "balance")),
            ("Invoice", ("id", "due", "amount", "status")),
        ),
    ),
    Domain(
        industry="food and hospitality",
        keywords=_words(
            "food recipe recipes restaurant restaurants meal meals kitchen cook cooking cafe delivery grocery menu "
            "chef diet nutrition hotel bar wine coffee bakery waste leftovers"
        ),
        buyers=4_000_000,
        price=50,
        segments=(
            (
                "owners of independent restaurants",
                ("thin margins", "no-shows", "waste"),
                "pay for what shows in the till",
            ),
            ("busy households", ("what to cook tonight", "food thrown away"), "pay a few dollars a month"),
            ("suppliers and producers", ("orders by phone and fax",), "pay for steady orders"),
        ),
        rivals=(
            ("Delivery platforms", "bring orders", "take a large share of each"),
            ("Point-of-sale suites", "run the counter", "know nothing of the guest at home"),
            ("Recipe sites", "free and endless", "don't know what is in the fridge"),
        ),
        trends=("waste becomes a cost that is measured", "guests order and pay on their phones"),
        risks=("margins leave little for software", "habits are local and hard to move"),
        entities=(("Dish", ("id", "name", "ingredients", "price")), ("Order", ("id", "guestId", "dishes", "status"))),
    ),
    Domain(
        industry="travel and mobility",
        keywords=_words(
            "travel trip trips flight tourist tourism car cars bike bikes ride rides driver drivers parking transport "
            "mobility vehicle logistics fleet shipping truck commute charging scooter itinerary"
        ),
        buyers=3_000_000,
        price=60,
        segments=(
            ("frequent travellers and commuters", ("plans break on the way", "too many apps"), "pay for saved time"),
            ("operators of small fleets", ("idle vehicles", "routes planned by hand"), "pay for each vehicle"),
            ("hosts and guides", ("empty days out of season",), "pay a share of the booking"),
        ),
        rivals=(
            ("Booking platforms", "all offers in one place", "end when the trip begins"),
            ("Fleet systems", "made for large fleets", "long contracts, hardware first"),
            ("Map apps", "free and everywhere", "know routes, not plans"),
        ),
        trends=("short trips are planned late", "fleets become electric"),
        risks=("data of partners changes without notice", "demand follows season and price of fuel"),
        entities=(("Trip", ("id", "ownerId", "from", "to", "at")), ("Vehicle", ("id", "kind", "position", "status"))),
    ),
    Domain(
        industry="developer tools",
        keywords=_words(
            "developer developers code coding api software devops deploy deployment git testing bug bugs log logs "
            "monitoring database infrastructure open-source cli sdk programmers pull"
        ),
        buyers=3_000_000,
        price=30,
        segments=(
            ("small product teams", ("too many tools", "on-call nights"), "pay by the seat, by card"),
            ("platform teams of larger firms", ("each team does it differently",), "pay yearly, after a review"),
            ("single developers", ("side projects have no budget",), "use the free tier and bring it to work"),
        ),
        rivals=(
            ("Cloud vendors' own tools", "included with the cloud", "work with that cloud only"),
            ("Established suites", "cover everything", "dear, and weeks to introduce"),
            ("Open source put together", "free and flexible", "somebody must run it"),
        ),
        trends=("assistants write a growing share of code", "teams want fewer tools, not more"),
        risks=("developers rather build than buy", "a vendor may add it as a feature"),
        entities=(("Repository", ("id", "ownerId", "url")), ("Run", ("id", "repositoryId", "status", "log"))),
    ),
    Domain(
        industry="property and local services",
        keywords=_words(
            "home house rent rental landlord tenant tenants property estate apartment cleaning repair plumber handyman "
            "garden neighbour neighbor neighborhood construction craftsmen facility housing pet pets dog dogs walker"
        ),
        buyers=3_000_000,
        price=40,
        segments=(
            ("owners of a few properties", ("requests at all hours", "papers in folders"), "pay for each unit"),
            ("residents and neighbours", ("nobody answers", "no idea whom to trust"), "pay by the job"),
            ("local trades", ("gaps in the calendar", "offers written at night"), "pay for work won"),
        ),
        rivals=(
            ("Listing portals", "where everybody looks first", "end with the first contact"),
            ("Management suites", "complete for large portfolios", "too much for ten units"),
            ("Neighbourhood groups in messengers", "free and quick", "nothing is kept, nobody is bound"),
        ),
        trends=("small jobs are booked like taxis", "owners must prove energy use"),
        risks=("density decides: each town starts anew", "quality of others' work falls back on the product"),
        entities=(("Place", ("id", "ownerId", "address")), ("Job", ("id", "placeId", "description", "status"))),
    ),
    Domain(
        industry="media and communities",
        keywords=_words(
            "video music podcast photo photos creator creators community social game games gaming news blog writing "
            "writers book books film fans dating friends event events club streaming art artists"
        ),
        buyers=10_000_000,
        price=8,
        segments=(
            (
                "creators with a small, loyal audience",
                ("income swings", "platforms own the fans"),
                "share what they earn",
            ),
            ("members and fans", ("feeds full of noise",), "pay for closeness, a few dollars a month"),
            ("organisers of groups and events", ("work spread over five tools",), "pay by the event"),
        ),
        rivals=(
            ("Large social networks", "everybody is there", "reach is rented, not owned"),
            ("Membership platforms", "make payment easy", "don't help to be found"),
            ("Chat servers", "lively and free", "knowledge scrolls away"),
        ),
        trends=("small paid communities replace large feeds", "made-up content raises the worth of real people"),
        risks=("an empty community stays empty", "moderation grows with success"),
        entities=(("Post", ("id", "authorId", "body", "at")), ("Membership", ("id", "personId", "tier", "since"))),
    ),
    Domain(
        industry="environment and agriculture",
        keywords=_words(
            "farm farms farmer farmers crop crops soil climate carbon energy solar recycling sustainability "
            "sustainable plant plants water garden weather emissions irrigation livestock"
        ),
        buyers=1_500_000,
        price=70,
        segments=(
            ("owners of family farms", ("weather risk", "records for every subsidy"), "pay if yield or time is saved"),
            ("managers of sustainability", ("figures gathered by mail",), "have budgets since reporting is mandatory"),
            ("advisers and cooperatives", ("many small clients, few visits",), "pay for each member"),
        ),
        rivals=(
            ("Makers of machines", "data straight from the machine", "their own machines only"),
            ("Consultants", "know the place", "dear, and gone after the report"),
            ("Paper and spreadsheets", "always at hand", "no warning, no history"),
        ),
        trends=("reporting on climate becomes duty", "sensors cost a tenth of what they did"),
        risks=("seasons make each lesson last a year", "no network in the field"),
        entities=(
            ("Site", ("id", "ownerId", "location", "area")),
            ("Reading", ("id", "siteId", "kind", "value", "at")),
        ),
    ),
)

#: For ideas that name none of the above.
GENERAL: Final = Domain(
    industry="business software",
    keywords=frozenset(),
    buyers=4_000_000,
    price=30,
    segments=(
        ("small teams", ("work lost between mail and spreadsheets", "no overview"), "pay by the seat, by card"),
        ("owners of small firms", ("no time for long projects",), "pay if it works in the first week"),
        ("department heads of larger firms", ("central IT has no time for them",), "have small budgets of their own"),
    ),
    rivals=(
        ("Spreadsheets and mail", "there already, known to all", "break as soon as several people work on them"),
        ("All-in-one suites", "one contract for everything", "fit nobody exactly"),
        ("Agencies", "build what one wants", "dear, and slow to change"),
    ),
    trends=("teams choose their own tools", "routine work is automated step by step"),
    risks=("habits are the strongest rival", "benefit must show within days"),
    entities=(("Item", ("id", "ownerId", "title", "status")), ("Comment", ("id", "itemId", "authorId", "text"))),
)

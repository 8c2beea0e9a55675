"""Invented providers and topics of the demo documents.

A topic's `things` take a singular verb and its `actors` a plural one, so that each of them fits
every sentence template of `articles.demo.prose`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """An invented news site.

    `path` is the template of its URLs' paths, `host` the host where it isn't the domain, `only`
    the name of its only topic, if it has one, `picture` a drawing, and `capitals` whether its
    headlines are in title case.
    """

    name: str
    domain: str
    path: str
    host: str = ""
    only: str = ""
    picture: str = ""
    capitals: bool = False

    def url(self, slug: str, year: int, month: int, number: int) -> str:
        """Return the https URL of a page of this site, with these values filled into `path`."""
        path = self.path.format(slug=slug, year=year, month=month, number=number)
        return f"https://{self.host or self.domain}{path}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of news, with the phrases that fill the sentence templates.

    `drawings` are names of pictures, `parent` is the name of the topic above it, or ''.
    """

    name: str
    things: tuple[str, ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]
    sites: str
    old_way: str
    drawings: tuple[str, ...]
    parent: str = ""


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a text that semicolons separate, with single spaces between words."""
    return tuple(" ".join(piece.split()) for piece in text.split(";"))


DATED = "/{year}/{month:02d}/{slug}/"
NUMBERED = "/news/{slug}-{number}"
PAGE = "/articles/{slug}.html"
SHORT = "/a/{number}/{slug}"

PROVIDERS = (
    Provider("Lanternpost", "lanternpost.example", DATED, "www.lanternpost.example"),
    Provider("Lanternpost Cities", "lanternpost.example", DATED, only="Cities"),
    Provider("Lanternpost Energy", "lanternpost.example", DATED, only="Energy"),
    Provider(
        "Lanternpost Health", "lanternpost.example", DATED, "health.lanternpost.example", "Health"
    ),
    Provider("The Pebble Ledger", "pebbleledger.example", NUMBERED, picture="grid", capitals=True),
    Provider("Foxglove Bulletin", "foxglovebulletin.example", DATED, capitals=True),
    Provider("Copperkettle", "copperkettle.example", PAGE, "www.copperkettle.example"),
    Provider("Umber & Slate", "umberslate.example", DATED),
    Provider("Thistledown Review", "thistledownreview.example", SHORT, capitals=True),
    Provider("Quillmoor Daily", "quillmoor.example", NUMBERED, "www.quillmoor.example"),
    Provider("Quillmoor Science", "quillmoor.example", NUMBERED, "science.quillmoor.example"),
    Provider("Saltpan Dispatch", "saltpan.example", DATED, only="Oceans", picture="waves"),
    Provider("Lowtide Notes", "lowtidenotes.example", DATED, only="Oceans"),
    Provider("Orrery Weekly", "orreryweekly.example", PAGE, only="Space", picture="orbit"),
    Provider("Farside Log", "farsidelog.example", SHORT, only="Space", capitals=True),
    Provider("Hedgerow Post", "hedgerowpost.example", DATED, only="Farming", picture="leaves"),
    Provider("Gearloom", "gearloom.example", SHORT, only="Robotics", picture="circuit"),
    Provider("Pixel Orchard", "pixelorchard.example", DATED, only="Computer Vision"),
    Provider("Modelwright", "modelwright.example", DATED, "blog.modelwright.example", "AI"),
    Provider("The Second Draft", "seconddraft.example", PAGE, only="Language"),
    Provider("Kilnworks Journal", "kilnworks.example", NUMBERED, only="Materials", capitals=True),
    Provider("Sidings", "sidings.example", DATED, "www.sidings.example", "Transport"),
    Provider("Wattle & Watt", "wattlewatt.example", DATED, only="Energy", capitals=True),
    Provider("Ninth Bridge", "ninthbridge.example", NUMBERED, picture="towers"),
    Provider("Marlpit Observer", "marlpit.example", SHORT, "www.marlpit.example", capitals=True),
    Provider("Kitestring", "kitestring.example", DATED),
)

# Sites that republish stories of others verbatim, a day later.
SYNDICATORS = (
    Provider("Wirefold", "wirefold.example", NUMBERED, "www.wirefold.example"),
    Provider("Dovecote News Exchange", "dovecote.example", PAGE, "syndication.dovecote.example"),
)

VIDEO_HOST = "clipreel.example"

# The names of the files in static/articles/demo.
DRAWINGS = ("circuit", "grid", "harbour", "hills", "leaves", "orbit", "towers", "waves")

TOPICS = (
    Topic(
        "AI",
        phrases("""automated claims checking; synthetic training data; model auditing;
            automated tender review; document triage; energy-aware scheduling;
            small-model distillation; automatic minute-taking"""),
        phrases("auditors; civil servants; software teams; statisticians; research labs; insurers"),
        phrases("in local government; in tax offices; in small firms; at two universities"),
        "offices",
        "manual review",
        ("circuit", "grid"),
    ),
    Topic(
        "Computer Vision",
        phrases("""camera-based crowd counting; thermal imaging of roofs; satellite flood mapping;
            visual inspection of bridges; automatic face blurring; drone-based crack detection;
            underwater fish counting; road-sign recognition"""),
        phrases(
            "imaging researchers; bridge inspectors; privacy officers; survey teams; map makers"
        ),
        phrases("in old towns; at busy junctions; along the river; at three border crossings"),
        "sites",
        "inspection by eye",
        ("grid", "circuit", "towers"),
        "AI",
    ),
    Topic(
        "Robotics",
        phrases("""robotic weeding; pipe-crawling inspection; soft-gripper handling;
            warehouse picking by robot arm; lift-riding delivery; remote-controlled demolition;
            night-shift cleaning by robot; robotic bricklaying"""),
        phrases("robotics engineers; warehouse crews; safety inspectors; works councils; fitters"),
        phrases("in crowded warehouses; on night shifts; in two shipyards; on building sites"),
        "depots",
        "work by hand",
        ("circuit", "harbour", "grid"),
        "AI",
    ),
    Topic(
        "Language",
        phrases("""live subtitling; dialect recognition; sign-language captioning;
            archive transcription; plain-language drafting; machine-assisted interpreting;
            handwriting recognition; spoken-form filling"""),
        phrases("linguists; court interpreters; librarians; broadcasters; teachers; archivists"),
        phrases("in public libraries; in minority languages; in courtrooms; in village schools"),
        "archives",
        "work on paper",
        ("grid", "leaves"),
        "AI",
    ),
    Topic(
        "Energy",
        phrases("""tidal storage; neighbourhood battery sharing; waste-heat recovery;
            night-time demand shifting; floating solar; geothermal retrofitting;
            hydrogen blending; district cooling"""),
        phrases(
            "grid operators; housing cooperatives; utilities; energy economists; heat planners"
        ),
        phrases("in mill towns; on three islands; along the coast; in mountain villages"),
        "substations",
        "conventional supply",
        ("hills", "towers", "waves"),
    ),
    Topic(
        "Cities",
        phrases("""kerbside freight sharing; rooftop rain harvesting; night-bus pooling;
            street-level heat mapping; modular school building; car-free block planning;
            sewer-level flood sensing; timber high-rise construction"""),
        phrases("city planners; neighbourhood councils; architects; bus operators; fire services"),
        phrases("in the suburbs; in harbour towns; beyond the ring road; in flood-prone streets"),
        "districts",
        "the usual planning",
        ("towers", "harbour", "grid"),
    ),
    Topic(
        "Health",
        phrases("""remote heart monitoring; home dialysis; wastewater virus tracking;
            early sepsis warning; paperless record keeping; mobile eye screening;
            shared appointment booking; sound-based cough analysis"""),
        phrases("regional hospitals; nursing teams; health officers; family doctors; pharmacists"),
        phrases("in rural clinics; on night wards; in care homes; at four hospitals"),
        "clinics",
        "standard care",
        ("leaves", "waves", "grid"),
    ),
    Topic(
        "Space",
        phrases("""debris tracking; lunar dust shielding; in-orbit refuelling; laser downlinking;
            small-satellite weather sensing; asteroid sample sorting; radio-quiet zone mapping;
            reusable heat shielding"""),
        phrases(
            "mission planners; satellite operators; astronomers; launch engineers; space lawyers"
        ),
        phrases("in low orbit; above the poles; at a desert range; in the southern sky"),
        "ground stations",
        "earlier missions",
        ("orbit", "hills"),
    ),
    Topic(
        "Oceans",
        phrases("""kelp farming; acoustic whale monitoring; seagrass replanting; reef shading;
            ballast-water filtering; autonomous seabed mapping; ghost-net recovery;
            coastal fog harvesting"""),
        phrases("marine biologists; harbour masters; fishing cooperatives; oceanographers; divers"),
        phrases("in shallow bays; off the northern coast; in deep water; across the archipelago"),
        "harbours",
        "surveys by boat",
        ("waves", "harbour"),
    ),
    Topic(
        "Farming",
        phrases("""strip cropping; forecast-led irrigation; soil carbon sampling;
            indoor seed raising; automated milk testing; bee-friendly mowing;
            drought-hardy barley breeding; machinery pooling"""),
        phrases("growers; dairy cooperatives; plant breeders; soil scientists; farm advisers"),
        phrases("on hill farms; in dry valleys; on the high plateau; in orchard country"),
        "farms",
        "ordinary practice",
        ("leaves", "hills"),
    ),
    Topic(
        "Materials",
        phrases("""cement recycling; mycelium insulation; bio-based coating; low-heat glassmaking;
            graphite recovery; self-healing asphalt; wool-based packaging; salt-proof concrete"""),
        phrases("materials scientists; brickmakers; recyclers; standards bodies; chemists"),
        phrases("in two pilot plants; on coastal roads; in former mining towns; on a test bridge"),
        "plants",
        "the material it replaces",
        ("grid", "hills", "towers"),
    ),
    Topic(
        "Transport",
        phrases("""on-demand rail freight; electric ferry charging; tram priority signalling;
            cargo-bike delivery; automatic track inspection; shared school transport;
            in-motion lorry weighing; predictive signal repair"""),
        phrases("rail operators; ferry crews; freight forwarders; road engineers; cycling groups"),
        phrases("on branch lines; in commuter towns; across the strait; on mountain passes"),
        "lines",
        "fixed timetables",
        ("harbour", "towers", "hills"),
    ),
)

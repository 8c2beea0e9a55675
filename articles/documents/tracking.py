"""Query parameters and fragments that say where a reader came from, not which page this is.

Also parameters that ask for the AMP page.
"""

import re
from collections.abc import Mapping
from typing import Final

#: Parameters that campaigns, mailings and share buttons add, in lower case. Only these, and those
#: that ask for the AMP page, are ignored when two URLs are compared: any other parameter may tell
#: stories apart. Of prefixes that sites use for their own parameters too (`at_`, `pk_`, `mc_`) only
#: whole names are listed.
TRACKING_PREFIX: Final = "utm_"
TRACKING_NAMES: Final = frozenset(
    {
        # Google; AMP caches and viewers
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid",
        "_ga", "_gl", "ga_source", "ga_medium", "ga_campaign", "ga_term", "ga_content",
        "usqp", "aoh", "referrer", "amp_js_v", "amp_gsa", "amp_ct", "amp_tf",
        # Facebook, Instagram, Twitter, LinkedIn, Pinterest, Reddit, Snapchat, TikTok
        "fbclid", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "action_object_map",
        "action_ref_map", "action_type_map", "mibextid", "igshid", "igsh", "twclid", "ref_src",
        "ref_url", "__twitter_impression", "li_fat_id", "epik", "rdt_cid", "sccid", "ttclid",
        # Microsoft, Yandex, Alibaba; networks that place links
        "msclkid", "ocid", "yclid", "ysclid", "_openstat", "spm", "dicbo", "tblci", "irclickid",
        "rb_clickid", "wickedid", "echobox",
        # Mailings: Mailchimp, Marketo, HubSpot, Vero, Omeda, Klaviyo, Drip, MailerLite, Kit, ...
        "mc_cid", "mc_eid", "mc_tc", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp",
        "hsctatracking", "hsa_acc", "hsa_cam", "hsa_grp", "hsa_ad", "hsa_src", "hsa_tgt", "hsa_kw",
        "hsa_mt", "hsa_net", "hsa_ver", "hsa_la", "hsa_ol", "vero_id", "vero_conv", "oly_anon_id",
        "oly_enc_id", "_ke", "_kx", "__s", "ml_subscriber", "ml_subscriber_hash",
        "ck_subscriber_id", "vgo_ee", "elqtrack", "elqtrackid", "spmailingid", "spuserid",
        "spjobid", "spreportid", "trk_contact", "trk_msg", "trk_module", "trk_sid", "bsft_clkid",
        "bsft_uid",
        # Piano (AT Internet)
        "xtor", "at_medium", "at_campaign", "at_campaign_type", "at_creation", "at_variant",
        "at_format", "at_network", "at_platform", "at_term", "at_general_placement",
        "at_detail_placement", "at_emailtype", "at_send_date", "at_recipient_id",
        "at_recipient_list", "at_link_id", "at_link_origin", "at_link_type", "at_ptr_name",
        "at_ptr_type", "at_bbc_team",
        *(f"at_custom{number}" for number in range(1, 10)),
        # Matomo (Piwik)
        *(
            f"{prefix}_{part}"
            for prefix in ("pk", "piwik", "mtm", "matomo")
            for part in (
                "campaign", "kwd", "keyword", "source", "medium", "content", "cid", "group",
                "placement",
            )
        ),
        # comScore, Mapp, Webtrends, etracker, Coremetrics, Adobe, internal campaigns
        "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "wt_mc", "wt_zmc",
        "wt.mc_id", "wt.mc_ev", "wt.tsrc", "etcc_cmp", "etcc_med", "etcc_grp", "etcc_par",
        "etcc_ctv", "etcc_bky", "cm_mmc", "s_cid", "s_kwcid", "ef_id", "icid", "intcmp",
        "itm_source", "itm_medium", "itm_campaign", "itm_content", "itm_term",
        # Publishers
        "cmpid", "cmp", "dcmp", "ncid", "smid", "smtyp", "mbid", "ito", "ftag", "taid",
        "traffic_source", "guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk",
        ".tsrc",
    }
)  # fmt: skip

_YES: Final = frozenset({"", "1", "true"})
_AMP: Final = frozenset({"amp"})
#: Parameters that ask for the AMP page, or not to get it, with the values that do.
_AMP_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "amp": _YES,
    "isamp": _YES,
    "wpamp": _YES,
    "noamp": _YES | {"mobile", "available"},
    **dict.fromkeys(("outputtype", "output", "mode", "view", "version", "template"), _AMP),
}

#: Fragments of share buttons. AddThis has eight bytes in base64, of which the first four are the
#: time (2008 to 2025), and perhaps where the link was shared.
_SHARE_FRAGMENT: Final = re.compile(
    r"ixzz[0-9A-Za-z]{5,}"  # Tynt
    r"|sthash\.\w+(?:\.\w+)?"  # ShareThis
    r"|\.[S-Z](?![a-z]+\Z)[\w-]{9}[AEIMQUYcgkosw048]"
    r"|\.[\w-]{6,12}\.(?:twitter|facebook|email|mailto|gmail|linkedin|reddit|pinterest"
    r"|pinterest_share|google_plusone_share|tumblr|whatsapp|telegram|messenger|link|print|digg"
    r"|delicious|stumbleupon|blogger|vk|pocket|flipboard)"
    r"|_=_",  # Facebook's sign-in
    re.ASCII,
)


def is_ignored(name: str, value: str) -> bool:
    """Tell whether a parameter says nothing of the page: tracking, or the choice of its AMP page.

    Tracking (`is_tracking`) is ignored with any value. `amp`, `isamp` and `wpamp` are with the
    value "", 1 or true, `noamp` also with mobile and available; `outputtype`, `output`, `mode`,
    `view`, `version` and `template` with amp. Letter case doesn't matter. Name and value are given
    without escapes.
    """
    return is_tracking(name) or value.lower() in _AMP_VALUES.get(name.lower(), ())


def is_tracking(name: str) -> bool:
    """Tell whether a parameter's name is in TRACKING_NAMES or begins with TRACKING_PREFIX.

    Letter case doesn't matter.
    """
    name = name.lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIX)


def is_share_fragment(fragment: str) -> bool:
    """Tell whether a fragment, given without its `#`, looks like one that a share button adds.

    The whole fragment must match, letter case included. Known are those of Tynt, ShareThis and
    AddThis, and that of Facebook's sign-in.
    """
    return _SHARE_FRAGMENT.fullmatch(fragment) is not None

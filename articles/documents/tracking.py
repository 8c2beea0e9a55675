"""Query parameters that say where a reader came from, not which page this is."""

from typing import Final

#: Query parameters that campaigns, mailings and share buttons add. Only these are ignored when two
#: URLs are compared: any other parameter may tell stories apart.
TRACKING_PREFIX: Final = "utm_"
TRACKING_NAMES: Final = frozenset(
    {
        "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "igsh", "twclid", "ttclid",
        "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "cmpid", "cmp", "ncid",
        "ocid", "smid", "smtyp", "ref_src", "ref_url", "guccounter", "guce_referrer",
        "guce_referrer_sig", "xtor", "s_cid", "mkt_tok", "mbid", "spm", "_ga", "_gl", "echobox",
        "__twitter_impression", "usqp", "aoh", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "vero_id",
        "vero_conv",
        "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid",
        "mtm_campaign", "mtm_kwd", "mtm_keyword", "mtm_source", "mtm_medium", "mtm_content",
        "mtm_cid", "mtm_group", "mtm_placement",
        "at_medium", "at_campaign", "at_campaign_type", "at_custom1", "at_custom2", "at_custom3",
        "at_custom4", "at_format", "at_link_id", "at_link_origin", "at_link_type", "at_ptr_name",
        "at_ptr_type", "at_bbc_team",
        "hsa_acc", "hsa_cam", "hsa_grp", "hsa_ad", "hsa_src", "hsa_tgt", "hsa_kw", "hsa_mt",
        "hsa_net", "hsa_ver",
        "amp_js_v", "amp_gsa",
    }
)  # fmt: skip

PRAGMA foreign_keys=OFF;
BEGIN;
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_admin_log" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "object_id" text NULL, "object_repr" varchar(200) NOT NULL, "action_flag" smallint unsigned NOT NULL CHECK ("action_flag" >= 0), "change_message" text NOT NULL, "content_type_id" integer NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "action_time" datetime NOT NULL);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
CREATE TABLE "articles_documenttext" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sha256" varchar(64) NOT NULL, "text" text NOT NULL, "kept_at" datetime NOT NULL);
CREATE TABLE "articles_articleaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(32) NOT NULL, "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_articlewords" ("article_id" bigint NOT NULL PRIMARY KEY REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "text" text NOT NULL);
CREATE TABLE "articles_batch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "made_at" datetime NOT NULL, "place" varchar(10) NOT NULL, "token" varchar(64) NOT NULL UNIQUE, "kind" varchar(12) NOT NULL, "values" text NOT NULL CHECK ((JSON_VALID("values") OR "values" IS NULL)), "reason" varchar(40) NOT NULL, "note" text NOT NULL, "source" text NOT NULL, "back_to" text NOT NULL, "planned" integer unsigned NOT NULL CHECK ("planned" >= 0), "begun_at" datetime NULL, "stopped_at" datetime NULL, "finished_at" datetime NULL, "act_id" bigint NULL UNIQUE REFERENCES "articles_act" ("id") DEFERRABLE INITIALLY DEFERRED, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_batchitem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" integer unsigned NOT NULL CHECK ("position" >= 0), "seen" varchar(400) NOT NULL, "outcome" varchar(10) NOT NULL, "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "batch_id" bigint NOT NULL REFERENCES "articles_batch" ("id") DEFERRABLE INITIALLY DEFERRED, "in_the_way_id" bigint NULL REFERENCES "articles_decision" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_importrun" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(6) NOT NULL, "started_at" datetime NOT NULL, "beat_at" datetime NOT NULL, "finished_at" datetime NULL, "host" varchar(255) NOT NULL, "pid" integer unsigned NOT NULL CHECK ("pid" >= 0), "totals" text NOT NULL CHECK ((JSON_VALID("totals") OR "totals" IS NULL)), "interrupted" bool NOT NULL, "waiting" integer unsigned NULL CHECK ("waiting" >= 0), "by" varchar(150) NOT NULL, "collection_id" bigint NOT NULL REFERENCES "articles_collection" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_invaliddocument" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "path" varchar(1000) NOT NULL, "problems" text NOT NULL CHECK ((JSON_VALID("problems") OR "problems" IS NULL)), "since" datetime NOT NULL, "collection_id" bigint NOT NULL REFERENCES "articles_collection" ("id") DEFERRABLE INITIALLY DEFERRED, "run_id" bigint NULL REFERENCES "articles_importrun" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_lease" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "claimed_at" datetime NOT NULL, "until" datetime NOT NULL, "page" varchar(32) NOT NULL, "article_id" bigint NOT NULL UNIQUE REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_preferences" ("user_id" integer NOT NULL PRIMARY KEY REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "theme" varchar(5) NOT NULL, "page_size" smallint unsigned NOT NULL CHECK ("page_size" >= 0), "has_keys" bool NOT NULL, "time_zone" varchar(64) NOT NULL, CONSTRAINT "preferences_page_size_known" CHECK ("page_size" IN (25, 50, 100, 200)));
CREATE TABLE "articles_relatedlink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "title" varchar(500) NOT NULL, "excerpt" text NOT NULL, "published_at" datetime NULL, "web_url" varchar(2000) NOT NULL, "amp_web_url" varchar(2000) NOT NULL, "cdn_amp_web_url" varchar(2000) NOT NULL, "type" varchar(40) NOT NULL, "quality" integer unsigned NULL CHECK ("quality" >= 0), "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "provider_id" bigint NULL REFERENCES "articles_provider" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_signinevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(7) NOT NULL, "at" datetime NOT NULL, "name" varchar(150) NOT NULL, "address" char(39) NULL, "user_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_storychange" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(13) NOT NULL, "at" datetime NOT NULL, "path_before" varchar(1000) NOT NULL, "after_id" bigint NOT NULL REFERENCES "articles_documenttext" ("id") DEFERRABLE INITIALLY DEFERRED, "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "before_id" bigint NOT NULL REFERENCES "articles_documenttext" ("id") DEFERRABLE INITIALLY DEFERRED, "run_id" bigint NOT NULL REFERENCES "articles_importrun" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_articletopic" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "topic_id" bigint NOT NULL REFERENCES "articles_topic" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_act" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "place" varchar(10) NOT NULL, "token" varchar(64) NOT NULL UNIQUE, "by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "act_has_a_token" CHECK (NOT ("token" = '')));
CREATE TABLE "articles_image" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "url" varchar(2000) NOT NULL, "width" integer unsigned NULL CHECK ("width" >= 0), "height" integer unsigned NULL CHECK ("height" >= 0), "is_cached" bool NOT NULL, "title" text NOT NULL, "attribution" text NOT NULL, "article_id" bigint NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "provider_id" bigint NULL REFERENCES "articles_provider" ("id") DEFERRABLE INITIALLY DEFERRED, "related_link_id" bigint NULL REFERENCES "articles_relatedlink" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "image_has_exactly_one_owner" CHECK ((("article_id" IS NOT NULL AND "provider_id" IS NULL AND "related_link_id" IS NULL) OR ("article_id" IS NULL AND "provider_id" IS NOT NULL AND "related_link_id" IS NULL) OR ("article_id" IS NULL AND "provider_id" IS NULL AND "related_link_id" IS NOT NULL))), CONSTRAINT "image_has_a_url" CHECK (NOT ("url" = '')));
CREATE TABLE "articles_savedview" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "query" text NOT NULL, "is_for_all" bool NOT NULL, "made_at" datetime NOT NULL, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "view_has_a_name" CHECK (NOT ("name" = '')));
CREATE TABLE "articles_defaultgrant" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group" varchar(150) NOT NULL, "permission" varchar(100) NOT NULL);
CREATE TABLE "articles_decision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "kind" varchar(12) NOT NULL, "reason" varchar(40) NOT NULL, "note" text NOT NULL, "changes" text NOT NULL CHECK ((JSON_VALID("changes") OR "changes" IS NULL)), "upstream_seen" text NOT NULL CHECK ((JSON_VALID("upstream_seen") OR "upstream_seen" IS NULL)), "act_id" bigint NOT NULL REFERENCES "articles_act" ("id") DEFERRABLE INITIALLY DEFERRED, "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "text_id" bigint NOT NULL REFERENCES "articles_documenttext" ("id") DEFERRABLE INITIALLY DEFERRED, "version" integer unsigned NULL CHECK ("version" >= 0), "withdraws_id" bigint NULL REFERENCES "articles_decision" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "decision_numbers_from_one" CHECK ("number" >= 1), CONSTRAINT "decision_undo_withdraws_one" CHECK ((("kind" = 'undo' AND "withdraws_id" IS NOT NULL) OR (NOT ("kind" = 'undo') AND "withdraws_id" IS NULL))), CONSTRAINT "decision_kind_known" CHECK ("kind" IN ('approve', 'reject', 'unpublish', 'reopen', 'set-quality', 'edit', 'release', 'keep-ours', 'take-theirs', 'confirm', 'undo', 'replaced')));
CREATE TABLE "articles_skip" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "scope" varchar(32) NOT NULL, "day" date NOT NULL, "at" datetime NOT NULL, "times" smallint unsigned NOT NULL CHECK ("times" >= 0), "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "after_act" bigint unsigned NOT NULL CHECK ("after_act" >= 0), "undo_token" varchar(64) NOT NULL);
CREATE TABLE "articles_provider" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "domain" varchar(253) NOT NULL, "folded_name" text NOT NULL, "folded_domain" text NOT NULL, "sort_name" BLOB NOT NULL, CONSTRAINT "provider_has_name_and_domain" CHECK ((NOT ("name" = '') AND NOT ("domain" = ''))));
CREATE TABLE "articles_topic" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "folded_name" text NOT NULL, "sort_name" BLOB NOT NULL, CONSTRAINT "topic_has_a_name" CHECK (NOT ("name" = '')));
CREATE TABLE "articles_importentry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "status" varchar(10) NOT NULL, "path" varchar(1000) NOT NULL, "changes" text NOT NULL CHECK ((JSON_VALID("changes") OR "changes" IS NULL)), "problems" text NOT NULL CHECK ((JSON_VALID("problems") OR "problems" IS NULL)), "conflicts" text NOT NULL CHECK ((JSON_VALID("conflicts") OR "conflicts" IS NULL)), "article_id" bigint NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "run_id" bigint NOT NULL REFERENCES "articles_importrun" ("id") DEFERRABLE INITIALLY DEFERRED, "differences" text NOT NULL CHECK ((JSON_VALID("differences") OR "differences" IS NULL)));
CREATE TABLE "articles_article" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "path" varchar(1000) NOT NULL, "category" varchar(100) NOT NULL, "title" varchar(500) NOT NULL, "excerpt" text NOT NULL, "published_at" datetime NOT NULL, "original_url" varchar(2000) NOT NULL, "web_url" varchar(2000) NOT NULL, "amp_web_url" varchar(2000) NOT NULL, "cdn_amp_web_url" varchar(2000) NOT NULL, "type" varchar(40) NOT NULL, "quality" integer unsigned NULL CHECK ("quality" >= 0), "heat" integer NULL, "published" bool NOT NULL, "featured_content" text NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "arrived_at" datetime NOT NULL, "gone_at" datetime NULL, "url_key" varchar(32) NOT NULL, "title_key" varchar(32) NOT NULL, "upstream" text NOT NULL CHECK ((JSON_VALID("upstream") OR "upstream" IS NULL)), "written" text NOT NULL CHECK ((JSON_VALID("written") OR "written" IS NULL)), "writing" text NOT NULL CHECK ((JSON_VALID("writing") OR "writing" IS NULL)), "decision_count" integer unsigned NOT NULL CHECK ("decision_count" >= 0), "standing" text NOT NULL CHECK ((JSON_VALID("standing") OR "standing" IS NULL)), "conflicts" text NOT NULL CHECK ((JSON_VALID("conflicts") OR "conflicts" IS NULL)), "conflict_count" smallint unsigned NOT NULL CHECK ("conflict_count" >= 0), "status" varchar(10) NOT NULL, "status_since" datetime NOT NULL, "public_since" datetime NULL, "changed_at" datetime NOT NULL, "rank" integer GENERATED ALWAYS AS ((COALESCE("quality", -1) - CASE WHEN "heat" = -1 THEN 10000000 ELSE 0 END)) STORED, "decided_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "collection_id" bigint NOT NULL REFERENCES "articles_collection" ("id") DEFERRABLE INITIALLY DEFERRED, "first_text_id" bigint NOT NULL REFERENCES "articles_documenttext" ("id") DEFERRABLE INITIALLY DEFERRED, "newest_text_id" bigint NOT NULL REFERENCES "articles_documenttext" ("id") DEFERRABLE INITIALLY DEFERRED, "provider_id" bigint NOT NULL REFERENCES "articles_provider" ("id") DEFERRABLE INITIALLY DEFERRED, "changed_version" integer unsigned NOT NULL CHECK ("changed_version" >= 0), "returns" text NOT NULL CHECK ((JSON_VALID("returns") OR "returns" IS NULL)), "unseen_since" datetime NULL, "withdrawn_since" datetime NULL, "withdrawn_version" integer unsigned NOT NULL CHECK ("withdrawn_version" >= 0), "feed_id" char(32) NOT NULL UNIQUE, "upstream_sources" text NOT NULL CHECK ((JSON_VALID("upstream_sources") OR "upstream_sources" IS NULL)), CONSTRAINT "article_has_a_title" CHECK (NOT ("title" = '')), CONSTRAINT "article_quality_range" CHECK (("quality" IS NULL OR "quality" <= 1000000)), CONSTRAINT "article_heat_range" CHECK (("heat" IS NULL OR ("heat" >= -1 AND "heat" <= 1000000))), CONSTRAINT "article_status_known" CHECK ("status" IN ('waiting', 'published', 'rejected', 'taken-down')), CONSTRAINT "article_status_agrees_with_published" CHECK ((("published" AND "status" = 'published') OR (NOT "published" AND NOT ("status" = 'published')))), CONSTRAINT "article_is_public_since_published" CHECK ((("public_since" IS NOT NULL AND "status" = 'published') OR (NOT ("status" = 'published') AND "public_since" IS NULL))), CONSTRAINT "article_has_a_url" CHECK ((NOT ("original_url" = '') OR NOT ("web_url" = ''))));
CREATE TABLE "articles_signintry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(43) NOT NULL, "name" varchar(150) NOT NULL, "at" datetime NOT NULL);
CREATE TABLE "articles_usersession" ("id" char(32) NOT NULL PRIMARY KEY, "begun_at" datetime NOT NULL, "used_at" datetime NOT NULL, "address" char(39) NULL, "user_agent" varchar(300) NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_recoverycodes" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(64) NOT NULL, "confirmed" bool NOT NULL, "throttling_failure_timestamp" datetime NULL, "throttling_failure_count" integer unsigned NOT NULL CHECK ("throttling_failure_count" >= 0), "created_at" datetime NULL, "last_used_at" datetime NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_recoverycode" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "digest" varchar(64) NOT NULL, "of_id" bigint NOT NULL REFERENCES "articles_recoverycodes" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_decisiondigest" ("decision_id" bigint NOT NULL PRIMARY KEY REFERENCES "articles_decision" ("id") DEFERRABLE INITIALLY DEFERRED, "digest" varchar(64) NOT NULL);
CREATE TABLE "articles_triggerevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(9) NOT NULL, "at" datetime NOT NULL, "triggers" text NOT NULL CHECK ((JSON_VALID("triggers") OR "triggers" IS NULL)), "note" text NOT NULL);
CREATE TABLE "articles_redaction" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sha256" varchar(64) NOT NULL, "at" datetime NOT NULL, "reason" text NOT NULL, "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "by_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "text_id" bigint NOT NULL UNIQUE REFERENCES "articles_documenttext" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "redaction_has_a_reason" CHECK (NOT ("reason" = '')));
CREATE TABLE "articles_collection" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL UNIQUE, "root" varchar(1000) NOT NULL UNIQUE, "site_url" varchar(2000) NOT NULL, "sort_name" BLOB NOT NULL, "missing_publishes" bool NOT NULL, "stories_complete" bool NOT NULL, "stories_version" integer unsigned NOT NULL CHECK ("stories_version" >= 0), CONSTRAINT "collection_has_a_name" CHECK (NOT ("name" = '')));
CREATE TABLE "articles_story" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "begun_at" datetime NOT NULL, "collection_id" bigint NOT NULL REFERENCES "articles_collection" ("id") DEFERRABLE INITIALLY DEFERRED, "merged_into_id" bigint NULL REFERENCES "articles_story" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_storycopy" ("article_id" bigint NOT NULL PRIMARY KEY REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "kind" varchar(8) NOT NULL, "likeness" real NOT NULL, "likeness_of" smallint unsigned NOT NULL CHECK ("likeness_of" >= 0), "published_at" datetime NOT NULL, "provider_key" varchar(32) NOT NULL, "headline_key" varchar(32) NOT NULL, "address_key" varchar(32) NOT NULL, "other_address_key" varchar(32) NOT NULL, "compared" text NOT NULL CHECK ((JSON_VALID("compared") OR "compared" IS NULL)), "collection_id" bigint NOT NULL REFERENCES "articles_collection" ("id") DEFERRABLE INITIALLY DEFERRED, "like_id" bigint NULL, "story_id" bigint NULL REFERENCES "articles_story" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "articles_storypointer" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "likeness" real NOT NULL, "article_id" bigint NOT NULL REFERENCES "articles_article" ("id") DEFERRABLE INITIALLY DEFERRED, "other_id" bigint NOT NULL);
CREATE TABLE "articles_wordfrequency" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "word" varchar(40) NOT NULL, "texts" integer unsigned NOT NULL CHECK ("texts" >= 0), "collection_id" bigint NOT NULL REFERENCES "articles_collection" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_otp_webauthn_webauthncredential" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(64) NOT NULL, "confirmed" bool NOT NULL, "credential_type" varchar(32) NOT NULL, "credential_id" BLOB NOT NULL, "public_key" BLOB NOT NULL, "transports" text NOT NULL CHECK ((JSON_VALID("transports") OR "transports" IS NULL)), "sign_count" integer unsigned NOT NULL CHECK ("sign_count" >= 0), "backup_eligible" bool NOT NULL, "backup_state" bool NOT NULL, "created_at" datetime NULL, "last_used_at" datetime NULL, "aaguid" varchar(36) NOT NULL, "credential_id_sha256" varchar(64) NOT NULL UNIQUE, "discoverable" bool NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_otp_webauthn_webauthnattestation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "fmt" varchar(255) NOT NULL, "data" BLOB NOT NULL, "client_data_json" BLOB NOT NULL, "credential_id" bigint NOT NULL UNIQUE REFERENCES "django_otp_webauthn_webauthncredential" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_otp_webauthn_webauthnuserhandle" ("handle_hex" varchar(128) NOT NULL UNIQUE, "user_id" integer NOT NULL PRIMARY KEY REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "otp_totp_totpdevice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(64) NOT NULL, "confirmed" bool NOT NULL, "key" varchar(80) NOT NULL, "step" smallint unsigned NOT NULL CHECK ("step" >= 0), "t0" bigint NOT NULL, "digits" smallint unsigned NOT NULL CHECK ("digits" >= 0), "tolerance" smallint unsigned NOT NULL CHECK ("tolerance" >= 0), "drift" smallint NOT NULL, "last_t" bigint NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "throttling_failure_count" integer unsigned NOT NULL CHECK ("throttling_failure_count" >= 0), "throttling_failure_timestamp" datetime NULL, "created_at" datetime NULL, "last_used_at" datetime NULL);
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
INSERT INTO "django_migrations" ("id", "app", "name", "applied") VALUES
(1, 'contenttypes', '0001_initial', '2026-11-30 20:09:49.040682'),
(2, 'auth', '0001_initial', '2026-11-30 20:09:49.051518'),
(3, 'admin', '0001_initial', '2026-11-30 20:09:49.057327'),
(4, 'admin', '0002_logentry_remove_auto_add', '2026-11-30 20:09:49.063710'),
(5, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-30 20:09:49.068454'),
(6, 'contenttypes', '0002_remove_content_type_name', '2026-11-30 20:09:49.079515'),
(7, 'auth', '0002_alter_permission_name_max_length', '2026-11-30 20:09:49.086074'),
(8, 'auth', '0003_alter_user_email_max_length', '2026-11-30 20:09:49.092752'),
(9, 'auth', '0004_alter_user_username_opts', '2026-11-30 20:09:49.098494'),
(10, 'auth', '0005_alter_user_last_login_null', '2026-11-30 20:09:49.104631'),
(11, 'auth', '0006_require_contenttypes_0002', '2026-11-30 20:09:49.105580'),
(12, 'auth', '0007_alter_validators_add_error_messages', '2026-11-30 20:09:49.110010'),
(13, 'auth', '0008_alter_user_username_max_length', '2026-11-30 20:09:49.115785'),
(14, 'auth', '0009_alter_user_last_name_max_length', '2026-11-30 20:09:49.121623'),
(15, 'auth', '0010_alter_group_name_max_length', '2026-11-30 20:09:49.127503'),
(16, 'auth', '0011_update_proxy_permissions', '2026-11-30 20:09:49.131980'),
(17, 'auth', '0012_alter_user_first_name_max_length', '2026-11-30 20:09:49.138737'),
(18, 'articles', '0001_initial', '2026-11-30 20:09:50.340041'),
(19, 'articles', '0002_groups', '2026-11-30 20:09:50.410528'),
(20, 'articles', '0003_plain_names', '2026-11-30 20:09:50.774499'),
(21, 'articles', '0004_unseen_changes', '2026-11-30 20:09:51.147811'),
(22, 'articles', '0005_skips_in_order', '2026-11-30 20:09:51.256480'),
(23, 'articles', '0006_feed_ids', '2026-11-30 20:09:51.377415'),
(24, 'articles', '0007_sort_names', '2026-11-30 20:09:51.482353'),
(25, 'articles', '0008_digests_again', '2026-11-30 20:09:51.602703'),
(26, 'articles', '0009_shown_names', '2026-11-30 20:09:51.623050'),
(27, 'articles', '0010_missing_published', '2026-11-30 20:09:51.664912'),
(28, 'articles', '0011_sign_in_tries_and_sessions', '2026-11-30 20:09:51.714479'),
(29, 'articles', '0012_second_factor', '2026-11-30 20:09:51.785139'),
(30, 'articles', '0013_decision_digests', '2026-11-30 20:09:51.851775'),
(31, 'articles', '0014_upstream_doubts', '2026-11-30 20:09:51.872091'),
(32, 'articles', '0015_sign_in_kinds', '2026-11-30 20:09:51.886127'),
(33, 'articles', '0016_setting_runs', '2026-11-30 20:09:51.892802'),
(34, 'articles', '0017_place_names', '2026-11-30 20:09:51.917486'),
(35, 'articles', '0018_stories', '2026-11-30 20:09:52.019051'),
(36, 'django_otp_webauthn', '0001_initial', '2026-11-30 20:09:52.176236'),
(37, 'django_otp_webauthn', '0002_timestamps', '2026-11-30 20:09:52.177026'),
(38, 'django_otp_webauthn', '0003_webauthncredential_hash_binary_to_hex', '2026-11-30 20:09:52.177617'),
(39, 'django_otp_webauthn', '0004_webauthnuserhandle', '2026-11-30 20:09:52.202203'),
(40, 'otp_totp', '0001_initial', '2026-11-30 20:09:52.229064'),
(41, 'otp_totp', '0002_auto_20190420_0723', '2026-11-30 20:09:52.263079'),
(42, 'otp_totp', '0003_add_timestamps', '2026-11-30 20:09:52.297715'),
(43, 'sessions', '0001_initial', '2026-11-30 20:09:52.302307'),
(44, 'django_otp_webauthn', '0001_squashed_0003_webauthncredential_hash_binary_to_hex', '2026-11-30 20:09:52.303730');
INSERT INTO "auth_group_permissions" ("id", "group_id", "permission_id") VALUES
(1, 1, 1),
(2, 1, 2),
(3, 1, 3),
(4, 1, 4),
(5, 1, 5),
(6, 1, 6),
(7, 1, 7),
(8, 1, 8),
(9, 1, 9),
(10, 1, 10),
(11, 1, 11),
(12, 2, 1),
(13, 2, 2),
(14, 2, 3),
(15, 2, 4),
(16, 2, 5),
(17, 2, 6),
(18, 2, 7),
(19, 2, 8),
(20, 2, 9),
(21, 2, 10),
(22, 2, 11),
(23, 2, 12),
(24, 2, 13),
(25, 2, 14),
(26, 3, 1),
(27, 3, 2),
(28, 3, 3),
(29, 3, 4),
(30, 3, 5),
(31, 3, 6),
(32, 3, 7),
(33, 3, 8),
(34, 3, 9),
(35, 3, 10),
(36, 3, 11),
(37, 3, 12),
(38, 3, 13),
(39, 3, 14),
(40, 3, 15),
(41, 3, 16),
(42, 3, 17),
(43, 3, 18),
(44, 3, 19),
(45, 3, 20),
(46, 3, 21),
(47, 3, 22),
(48, 3, 23),
(49, 3, 24),
(50, 3, 25),
(51, 3, 26),
(52, 3, 27),
(53, 3, 28),
(54, 3, 29);
INSERT INTO "auth_user_groups" ("id", "user_id", "group_id") VALUES
(1, 1, 1),
(2, 2, 2),
(3, 3, 3);
INSERT INTO "django_content_type" ("id", "app_label", "model") VALUES
(1, 'articles', 'article'),
(2, 'articles', 'provider'),
(3, 'articles', 'topic'),
(4, 'articles', 'collection'),
(5, 'articles', 'image'),
(6, 'articles', 'relatedlink'),
(7, 'articles', 'act'),
(8, 'articles', 'decision'),
(9, 'articles', 'importrun'),
(10, 'articles', 'invaliddocument'),
(11, 'articles', 'documenttext'),
(12, 'articles', 'savedview'),
(13, 'articles', 'articletopic'),
(14, 'articles', 'articleaddress'),
(15, 'articles', 'decisiondigest'),
(16, 'articles', 'batch'),
(17, 'articles', 'batchitem'),
(18, 'articles', 'importentry'),
(19, 'articles', 'storychange'),
(20, 'articles', 'redaction'),
(21, 'articles', 'triggerevent'),
(22, 'articles', 'lease'),
(23, 'articles', 'skip'),
(24, 'articles', 'preferences'),
(25, 'articles', 'signinevent'),
(26, 'articles', 'signintry'),
(27, 'articles', 'usersession'),
(28, 'articles', 'defaultgrant'),
(29, 'articles', 'recoverycodes'),
(30, 'articles', 'recoverycode'),
(31, 'articles', 'searchtext'),
(32, 'articles', 'story'),
(33, 'articles', 'storycopy'),
(34, 'articles', 'storypointer'),
(35, 'articles', 'wordfrequency'),
(36, 'admin', 'logentry'),
(37, 'auth', 'permission'),
(38, 'auth', 'group'),
(39, 'auth', 'user'),
(40, 'contenttypes', 'contenttype'),
(41, 'sessions', 'session'),
(42, 'otp_totp', 'totpdevice'),
(43, 'django_otp_webauthn', 'webauthncredential'),
(44, 'django_otp_webauthn', 'webauthnattestation'),
(45, 'django_otp_webauthn', 'webauthnuserhandle');
INSERT INTO "auth_permission" ("id", "content_type_id", "codename", "name") VALUES
(1, 1, 'view_article', 'Can view article'),
(2, 2, 'view_provider', 'Can view provider'),
(3, 3, 'view_topic', 'Can view topic'),
(4, 4, 'view_collection', 'Can view collection'),
(5, 5, 'view_image', 'Can view image'),
(6, 6, 'view_relatedlink', 'Can view related link'),
(7, 7, 'view_act', 'Can view act'),
(8, 8, 'view_decision', 'Can view decision'),
(9, 9, 'view_importrun', 'Can view import'),
(10, 10, 'view_invaliddocument', 'Can view invalid document'),
(11, 11, 'view_documenttext', 'Can view document text'),
(12, 1, 'approve_article', 'Can approve articles'),
(13, 1, 'reject_article', 'Can reject articles'),
(14, 1, 'set_quality_article', 'Can set the quality of articles'),
(15, 1, 'unpublish_article', 'Can take articles down'),
(16, 1, 'reopen_article', 'Can send articles back to waiting'),
(17, 1, 'edit_article', 'Can edit title, excerpt, type and topics'),
(18, 1, 'release_article', 'Can let articles follow upstream again'),
(19, 1, 'decide_many_articles', 'Can decide many articles at once'),
(20, 1, 'resolve_conflict', 'Can resolve conflicts with upstream'),
(21, 1, 'override_decision', 'Can decide against or undo what somebody else decided'),
(22, 1, 'change_article', 'Can change article'),
(23, 2, 'change_provider', 'Can change provider'),
(24, 3, 'change_topic', 'Can change topic'),
(25, 4, 'change_collection', 'Can change collection'),
(26, 12, 'view_savedview', 'Can view view'),
(27, 12, 'add_savedview', 'Can add view'),
(28, 12, 'change_savedview', 'Can change view'),
(29, 12, 'delete_savedview', 'Can delete view'),
(30, 4, 'add_collection', 'Can add collection'),
(31, 4, 'delete_collection', 'Can delete collection'),
(32, 11, 'add_documenttext', 'Can add document text'),
(33, 11, 'change_documenttext', 'Can change document text'),
(34, 11, 'delete_documenttext', 'Can delete document text'),
(35, 2, 'add_provider', 'Can add provider'),
(36, 2, 'delete_provider', 'Can delete provider'),
(37, 3, 'add_topic', 'Can add topic'),
(38, 3, 'delete_topic', 'Can delete topic'),
(39, 1, 'add_article', 'Can add article'),
(40, 1, 'delete_article', 'Can delete article'),
(41, 13, 'add_articletopic', 'Can add article topic'),
(42, 13, 'change_articletopic', 'Can change article topic'),
(43, 13, 'delete_articletopic', 'Can delete article topic'),
(44, 13, 'view_articletopic', 'Can view article topic'),
(45, 14, 'add_articleaddress', 'Can add article address'),
(46, 14, 'change_articleaddress', 'Can change article address'),
(47, 14, 'delete_articleaddress', 'Can delete article address'),
(48, 14, 'view_articleaddress', 'Can view article address'),
(49, 7, 'add_act', 'Can add act'),
(50, 7, 'change_act', 'Can change act'),
(51, 7, 'delete_act', 'Can delete act'),
(52, 8, 'add_decision', 'Can add decision'),
(53, 8, 'change_decision', 'Can change decision'),
(54, 8, 'delete_decision', 'Can delete decision'),
(55, 15, 'add_decisiondigest', 'Can add decision digest'),
(56, 15, 'change_decisiondigest', 'Can change decision digest'),
(57, 15, 'delete_decisiondigest', 'Can delete decision digest'),
(58, 15, 'view_decisiondigest', 'Can view decision digest'),
(59, 16, 'add_batch', 'Can add batch'),
(60, 16, 'change_batch', 'Can change batch'),
(61, 16, 'delete_batch', 'Can delete batch'),
(62, 16, 'view_batch', 'Can view batch'),
(63, 17, 'add_batchitem', 'Can add batch item'),
(64, 17, 'change_batchitem', 'Can change batch item'),
(65, 17, 'delete_batchitem', 'Can delete batch item'),
(66, 17, 'view_batchitem', 'Can view batch item'),
(67, 10, 'add_invaliddocument', 'Can add invalid document'),
(68, 10, 'change_invaliddocument', 'Can change invalid document'),
(69, 10, 'delete_invaliddocument', 'Can delete invalid document'),
(70, 9, 'add_importrun', 'Can add import'),
(71, 9, 'change_importrun', 'Can change import'),
(72, 9, 'delete_importrun', 'Can delete import'),
(73, 18, 'add_importentry', 'Can add import entry'),
(74, 18, 'change_importentry', 'Can change import entry'),
(75, 18, 'delete_importentry', 'Can delete import entry'),
(76, 18, 'view_importentry', 'Can view import entry'),
(77, 19, 'add_storychange', 'Can add story change'),
(78, 19, 'change_storychange', 'Can change story change'),
(79, 19, 'delete_storychange', 'Can delete story change'),
(80, 19, 'view_storychange', 'Can view story change'),
(81, 20, 'add_redaction', 'Can add redaction'),
(82, 20, 'change_redaction', 'Can change redaction'),
(83, 20, 'delete_redaction', 'Can delete redaction'),
(84, 20, 'view_redaction', 'Can view redaction'),
(85, 21, 'add_triggerevent', 'Can add trigger event'),
(86, 21, 'change_triggerevent', 'Can change trigger event'),
(87, 21, 'delete_triggerevent', 'Can delete trigger event'),
(88, 21, 'view_triggerevent', 'Can view trigger event'),
(89, 22, 'add_lease', 'Can add lease'),
(90, 22, 'change_lease', 'Can change lease'),
(91, 22, 'delete_lease', 'Can delete lease'),
(92, 22, 'view_lease', 'Can view lease'),
(93, 23, 'add_skip', 'Can add skip'),
(94, 23, 'change_skip', 'Can change skip'),
(95, 23, 'delete_skip', 'Can delete skip'),
(96, 23, 'view_skip', 'Can view skip'),
(97, 24, 'add_preferences', 'Can add preferences'),
(98, 24, 'change_preferences', 'Can change preferences'),
(99, 24, 'delete_preferences', 'Can delete preferences'),
(100, 24, 'view_preferences', 'Can view preferences'),
(101, 25, 'add_signinevent', 'Can add sign-in'),
(102, 25, 'change_signinevent', 'Can change sign-in'),
(103, 25, 'delete_signinevent', 'Can delete sign-in'),
(104, 25, 'view_signinevent', 'Can view sign-in'),
(105, 26, 'add_signintry', 'Can add sign in try'),
(106, 26, 'change_signintry', 'Can change sign in try'),
(107, 26, 'delete_signintry', 'Can delete sign in try'),
(108, 26, 'view_signintry', 'Can view sign in try'),
(109, 27, 'add_usersession', 'Can add session'),
(110, 27, 'change_usersession', 'Can change session'),
(111, 27, 'delete_usersession', 'Can delete session'),
(112, 27, 'view_usersession', 'Can view session'),
(113, 28, 'add_defaultgrant', 'Can add default grant'),
(114, 28, 'change_defaultgrant', 'Can change default grant'),
(115, 28, 'delete_defaultgrant', 'Can delete default grant'),
(116, 28, 'view_defaultgrant', 'Can view default grant'),
(117, 29, 'add_recoverycodes', 'Can add recovery codes'),
(118, 29, 'change_recoverycodes', 'Can change recovery codes'),
(119, 29, 'delete_recoverycodes', 'Can delete recovery codes'),
(120, 29, 'view_recoverycodes', 'Can view recovery codes'),
(121, 30, 'add_recoverycode', 'Can add recovery code'),
(122, 30, 'change_recoverycode', 'Can change recovery code'),
(123, 30, 'delete_recoverycode', 'Can delete recovery code'),
(124, 30, 'view_recoverycode', 'Can view recovery code'),
(125, 6, 'add_relatedlink', 'Can add related link'),
(126, 6, 'change_relatedlink', 'Can change related link'),
(127, 6, 'delete_relatedlink', 'Can delete related link'),
(128, 5, 'add_image', 'Can add image'),
(129, 5, 'change_image', 'Can change image'),
(130, 5, 'delete_image', 'Can delete image'),
(131, 31, 'add_searchtext', 'Can add search text'),
(132, 31, 'change_searchtext', 'Can change search text'),
(133, 31, 'delete_searchtext', 'Can delete search text'),
(134, 31, 'view_searchtext', 'Can view search text'),
(135, 32, 'add_story', 'Can add story'),
(136, 32, 'change_story', 'Can change story'),
(137, 32, 'delete_story', 'Can delete story'),
(138, 32, 'view_story', 'Can view story'),
(139, 33, 'add_storycopy', 'Can add copy'),
(140, 33, 'change_storycopy', 'Can change copy'),
(141, 33, 'delete_storycopy', 'Can delete copy'),
(142, 33, 'view_storycopy', 'Can view copy'),
(143, 34, 'add_storypointer', 'Can add story pointer'),
(144, 34, 'change_storypointer', 'Can change story pointer'),
(145, 34, 'delete_storypointer', 'Can delete story pointer'),
(146, 34, 'view_storypointer', 'Can view story pointer'),
(147, 35, 'add_wordfrequency', 'Can add word frequency'),
(148, 35, 'change_wordfrequency', 'Can change word frequency'),
(149, 35, 'delete_wordfrequency', 'Can delete word frequency'),
(150, 35, 'view_wordfrequency', 'Can view word frequency'),
(151, 36, 'add_logentry', 'Can add log entry'),
(152, 36, 'change_logentry', 'Can change log entry'),
(153, 36, 'delete_logentry', 'Can delete log entry'),
(154, 36, 'view_logentry', 'Can view log entry'),
(155, 37, 'add_permission', 'Can add permission'),
(156, 37, 'change_permission', 'Can change permission'),
(157, 37, 'delete_permission', 'Can delete permission'),
(158, 37, 'view_permission', 'Can view permission'),
(159, 38, 'add_group', 'Can add group'),
(160, 38, 'change_group', 'Can change group'),
(161, 38, 'delete_group', 'Can delete group'),
(162, 38, 'view_group', 'Can view group'),
(163, 39, 'add_user', 'Can add user'),
(164, 39, 'change_user', 'Can change user'),
(165, 39, 'delete_user', 'Can delete user'),
(166, 39, 'view_user', 'Can view user'),
(167, 40, 'add_contenttype', 'Can add content type'),
(168, 40, 'change_contenttype', 'Can change content type'),
(169, 40, 'delete_contenttype', 'Can delete content type'),
(170, 40, 'view_contenttype', 'Can view content type'),
(171, 41, 'add_session', 'Can add session'),
(172, 41, 'change_session', 'Can change session'),
(173, 41, 'delete_session', 'Can delete session'),
(174, 41, 'view_session', 'Can view session'),
(175, 42, 'add_totpdevice', 'Can add TOTP device'),
(176, 42, 'change_totpdevice', 'Can change TOTP device'),
(177, 42, 'delete_totpdevice', 'Can delete TOTP device'),
(178, 42, 'view_totpdevice', 'Can view TOTP device'),
(179, 43, 'add_webauthncredential', 'Can add WebAuthn credential'),
(180, 43, 'change_webauthncredential', 'Can change WebAuthn credential'),
(181, 43, 'delete_webauthncredential', 'Can delete WebAuthn credential'),
(182, 43, 'view_webauthncredential', 'Can view WebAuthn credential'),
(183, 44, 'add_webauthnattestation', 'Can add WebAuthn attestation'),
(184, 44, 'change_webauthnattestation', 'Can change WebAuthn attestation'),
(185, 44, 'delete_webauthnattestation', 'Can delete WebAuthn attestation'),
(186, 44, 'view_webauthnattestation', 'Can view WebAuthn attestation'),
(187, 45, 'add_webauthnuserhandle', 'Can add WebAuthn user handle'),
(188, 45, 'change_webauthnuserhandle', 'Can change WebAuthn user handle'),
(189, 45, 'delete_webauthnuserhandle', 'Can delete WebAuthn user handle'),
(190, 45, 'view_webauthnuserhandle', 'Can view WebAuthn user handle');
INSERT INTO "auth_group" ("id", "name") VALUES
(1, 'Readers'),
(2, 'Reviewers'),
(3, 'Editors');
INSERT INTO "auth_user" ("id", "password", "last_login", "is_superuser", "username", "last_name", "email", "is_staff", "is_active", "date_joined", "first_name") VALUES
(1, 'md5$4qYNyIdglosgsbiyEsmrAG$387efe338ebd608c8a4f78b69802a8f5', '2026-11-30 20:09:52.938845', 0, 'reader', '', '', 0, 1, '2026-11-30 20:09:52.640952', ''),
(2, 'md5$HoJlssdcDqwYKXoByQTmdy$0f979d0243afbd9e63b7005e230ebf2a', '2026-11-30 20:09:53.031818', 0, 'reviewer', '', '', 0, 1, '2026-11-30 20:09:52.649758', ''),
(3, 'md5$VGrOeJLiiuNe53U68OuOg0$abe7546611731d1042b2f4774dca38d3', '2026-11-30 20:09:53.092149', 0, 'editor', '', '', 1, 1, '2026-11-30 20:09:52.651530', ''),
(4, 'md5$J9vJYgj15HFvLMTdS5KKGg$2c8839d62fa88bbf556550e081c58ad0', NULL, 1, 'admin', '', '', 1, 1, '2026-11-30 20:09:52.653076', '');
INSERT INTO "articles_documenttext" ("id", "sha256", "text", "kept_at") VALUES
(1, 'd47d6bf0134c140be6603d4c165960cbdbe443964c1b1e7cbd209818eccccd44', '---
category: news
title: "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems: Report"
excerpt: "According to a Reuters investigation, the military junta has plans to install CCTV systems in all 14 states and divisions."
publishedDateTime: 2022-07-12T10:24:00Z
originalUrl: "https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/"
webUrl: "https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/"
type: article
quality: 38
heat: -1
published: false

provider:
  name: The Diplomat
  domain: thediplomat.com

topics:
  - Computer Vision
  - AI

images:
  - url: "https://thediplomat.com/wp-content/uploads/2022/07/sizes/td-story-s-2/thediplomat_2022-07-12-060400.jpg"
    width: 600
    height: 400
    isCached: true

related:
  - title: "Should we be worried about real-time facial recognition systems?"
    excerpt: "Real-time facial recognition systems offer both benefits and drawbacks that must be considered as the technology becomes more widely adopted."
    publishedDateTime: 2022-07-09T13:40:00Z
    webUrl: "https://venturebeat.com/2022/07/09/should-we-be-worried-about-real-time-facial-recognition-systems/"
    type: article
    provider:
      name: VentureBeat
      domain: venturebeat.com
    quality: 49
  - title: "Should we be concerned about face-recognition algorithms that operate in real time?"
    excerpt: "We’ve all seen and probably laughed at these movies. As a result of a “company-wide initiative to restrict the use of face recognition in our products,” Facebook recently shut down its own facial recognition programme, which performed identical ..."
    publishedDateTime: 2022-07-10T15:01:00Z
    webUrl: "https://bestgamingpro.com/should-we-be-concerned-about-face-recognition-algorithms-that-operate-in-real-time/"
    type: article
    provider:
      name: Bestgamingpro
      domain: bestgamingpro.com
    quality: 18
    images:
      - url: "https://bestgamingpro.com/wp-content/uploads/2022/07/Should-we-be-worried-about-real-time-facial-recognition-systems.png"
        width: 600
        height: 365
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225729'),
(2, 'd431e036df9fb32441315ae71441f14204a0200c721893f45ae6dc2aa1ef4281', '---
category: news
title: "Explained: How Myanmar’s junta is using Chinese facial recognition technology"
excerpt: "Rights groups warn high-tech surveillance systems will be used to track down and eliminate the junta''s opponents."
publishedDateTime: 2022-07-28T17:24:00Z
originalUrl: "https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/"
webUrl: "https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/"
ampWebUrl: "https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/"
cdnAmpWebUrl: "https://indianexpress-com.cdn.ampproject.org/c/s/indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/"
type: article
quality: 71
heat: 81
published: true

provider:
  name: The Indian Express
  domain: indianexpress.com

topics:
  - Computer Vision
  - AI

images:
  - url: "https://images.indianexpress.com/2022/07/Myanmar-junta-1.jpg"
    width: 1200
    height: 667
    isCached: true

related:
  - title: "Facial Recognition Technology Down Under"
    excerpt: "The language is far from reassuring. Despite being caught red handed using facial recognition technology unbeknownst to customers, a number of Australia’s large retail companies have given a ..."
    publishedDateTime: 2022-07-29T03:15:00Z
    webUrl: "https://countercurrents.org/2022/07/facial-recognition-technology-down-under/"
    type: article
    provider:
      name: Countercurrents
      domain: countercurrents.org
    quality: 39
    images:
      - url: "https://cdn.countercurrents.org/wp-content/uploads/2022/07/facial-recognition.jpg"
        width: 700
        height: 528
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225753'),
(3, '3e23ae6d578f8a96f19f278f1a4ff168451f0a0b994cfd4d0cb387cbf054a5fa', '---
category: news
title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities"
excerpt: "It is too soon to say whether night-time demand shifting can reach four substations in a year, since results vary from site to site. Energy economists spent twenty months comparing night-time demand shifting with conventional supply in mountain villages. The trial ..."
publishedDateTime: 2026-10-25T13:38:00Z
originalUrl: https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/
webUrl: https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/
type: article
quality: 66
heat: 75
published: false

provider:
  name: Kitestring
  domain: kitestring.example

topics:
  - Energy

images:
  - url: /static/articles/demo/orbit.svg
    width: 600
    height: 400
    isCached: true
    title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (orbit)"
    attribution: "Drawing: Kitestring"
  - url: /static/articles/demo/towers.svg
    width: 600
    height: 400
    isCached: true
    title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (towers)"
    attribution: "Drawing: Kitestring"
  - url: /static/articles/demo/leaves.svg
    width: 600
    height: 400
    isCached: true
    title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (leaves)"
    attribution: "Drawing: Kitestring"

related:
  - title: "The quiet rise of night-time demand shifting after a year of delays"
    excerpt: "It is too soon to say whether night-time demand shifting can keep its promises, since older equipment struggles to keep up. Energy economists spent ten months comparing night-time demand shifting with conventional supply in mill towns."
    publishedDateTime: 2026-10-25T08:23:00Z
    webUrl: https://science.quillmoor.example/news/the-quiet-rise-of-night-time-demand-shifting-after-a-year-of-delays-2142697
    type: article
    provider:
      name: Quillmoor Science
      domain: quillmoor.example
    quality: 36
    images:
      - url: /static/articles/demo/waves.svg
        width: 600
        height: 400
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225768'),
(4, '7db4d222f12da735c258470e3fd6911eb99c54df09497749e6e420876c2c0b5b', '---
category: news
title: "Auditors Question Automated Claims Checking After a Year of Delays"
excerpt: "Supporters say that automated claims checking reaches three offices; critics point out that the sample is small. “We’re careful with the numbers,” said ..."
publishedDateTime: 2026-11-04T21:32:00Z
originalUrl: "https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays"
webUrl: "https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays"
type: article
quality: 66
heat: 66
published: false

provider:
  name: Thistledown Review
  domain: thistledownreview.example

topics:
  - AI

images:
  - url: "/static/articles/demo/circuit.svg"
    width: 600
    height: 400
    isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225776'),
(5, '6f0809ac83ad0c7ae916f5c7ff6b8ac9febbd3a8ffd0a52cf23cef19bd9d9165', '---' || char(13) || '
category: news' || char(13) || '
title: "Fitters and works councils weigh night-shift cleaning by robot"' || char(13) || '
excerpt: "&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site."' || char(13) || '
publishedDateTime: 2026-11-04T05:13:00Z' || char(13) || '
originalUrl: "https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/"' || char(13) || '
webUrl: "https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/"' || char(13) || '
type: article' || char(13) || '
quality: 64' || char(13) || '
heat: 64' || char(13) || '
published: false' || char(13) || '
' || char(13) || '
provider:' || char(13) || '
  name: Lanternpost' || char(13) || '
  domain: lanternpost.example' || char(13) || '
' || char(13) || '
topics:' || char(13) || '
  - Robotics' || char(13) || '
  - AI' || char(13) || '
' || char(13) || '
secured: "noise"' || char(13) || '
---' || char(13) || '
' || char(13) || '
', '2026-11-30 20:09:53.225781'),
(6, '79f03be8624dac4a5dbd47563d7aade30e1e93492ca922df79869a8140ba06e1', '---
category: news
title: "Why Cargo-bike Delivery Isn’t Ready for Fourteen More Lines"
excerpt: "Five lines took part, and most of them want to go on, although staff need training. It is too soon to say whether cargo-bike delivery can reach twelve lines in a year, since the sample is small."
publishedDateTime: 2026-11-05T19:16:00Z
originalUrl: https://www.marlpit.example/a/3429938/why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines
webUrl: https://www.marlpit.example/a/3429938/why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines
type: article
quality: 110
heat: 140
published: true

provider:
  name: Marlpit Observer
  domain: marlpit.example

topics:
  - Transport

images:
  - url: /static/articles/demo/towers.svg
    width: 600
    height: 400
    isCached: true

related:
  - title: "Ferry Crews Split Over Cargo-bike Delivery After a Year of Delays"
    excerpt: "A second stage, with ten more lines, is planned for the new year. The work began eight years ago in commuter towns and has seldom made headlines since. The trial covers ten lines and runs until spring. Across the strait, ferry crews speak of “year zero” & don’t expect cargo-bike ..."
    publishedDateTime: 2026-11-05T04:11:00Z
    webUrl: https://pebbleledger.example/news/ferry-crews-split-over-cargo-bike-delivery-after-a-year-of-delays-7552233
    type: article
    provider:
      name: The Pebble Ledger
      domain: pebbleledger.example
    quality: 44
    images:
      - url: /static/articles/demo/harbour.svg
        width: 600
        height: 400
        isCached: true
  - title: "Opinion: cargo-bike delivery deserves a longer trial with a smaller budget"
    excerpt: "A second stage, with nine more lines, is planned for next winter. Road engineers spent five months comparing cargo-bike delivery with fixed timetables on branch lines."
    publishedDateTime: 2026-11-06T00:56:00Z
    webUrl: https://kitestring.example/2026/11/opinion-cargo-bike-delivery-deserves-a-longer-trial-with-a-smaller-budget/
    type: article
    provider:
      name: Kitestring
      domain: kitestring.example
    quality: 62
    images:
      - url: /static/articles/demo/hills.svg
        width: 600
        height: 400
        isCached: true
  - title: "Freight forwarders ask for more time on cargo-bike delivery ahead of a vote"
    excerpt: "Supporters say that cargo-bike delivery reaches four lines; critics point out that staff need training. It is too soon to say whether cargo-bike delivery can cope with peak demand, since nobody has tried it at full scale. Until now ferry crews across the strait had relied on fixed timetables, which takes longer and costs more."
    publishedDateTime: 2026-11-05T14:46:00Z
    webUrl: https://ninthbridge.example/news/freight-forwarders-ask-for-more-time-on-cargo-bike-delivery-ahead-of-a-vote-2496049
    type: article
    provider:
      name: Ninth Bridge
      domain: ninthbridge.example
    quality: 77
    images:
      - url: /static/articles/demo/towers.svg
        width: 600
        height: 400
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225787'),
(7, 'eeacb46606afdb8a337f1a434fb22b4b854a3d1fe427df63b917cbef27710308', '---
category: news
title: "Explained: how soft-gripper handling falls short of early promises"
excerpt: "Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses."
publishedDateTime: 2026-11-12T18:25:00Z
originalUrl: "https://science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"
webUrl: "https://science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"
type: article
quality: 39
heat: 39
published: false

provider:
  name: Quillmoor Science
  domain: quillmoor.example

topics:
  - Robotics
  - AI

images:
  - url: "/static/articles/demo/circuit.svg"
    width: 600
    height: 400
    isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225794'),
(8, '53e5a5ccf2e1199f7f7f699aa31ddd48b46cfdb628dd0db34abb4e526b5040da', '---
category: news
title: "Explained: how soft-gripper handling falls short of early promises"
excerpt: "Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses."
publishedDateTime: 2026-11-13T22:25:00Z
originalUrl: "https://www.wirefold.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-5936174"
webUrl: "https://www.wirefold.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-5936174"
type: article
quality: 85
heat: -1
published: true

provider:
  name: Wirefold
  domain: wirefold.example

topics:
  - Robotics
  - AI

images:
  - url: "/static/articles/demo/circuit.svg"
    width: 600
    height: 400
    isCached: true

related:
  - title: "The quiet rise of soft-gripper handling as costs rise"
    excerpt: "A second stage, with thirty more depots, is planned for early summer. Until now safety inspectors on building sites had relied on work by hand, which takes longer and costs more."
    publishedDateTime: 2026-11-14T00:50:00Z
    webUrl: "https://science.quillmoor.example/news/the-quiet-rise-of-soft-gripper-handling-as-costs-rise-827488"
    type: article
    provider:
      name: Quillmoor Science
      domain: quillmoor.example
    quality: 115
  - title: "Explained: how soft-gripper handling falls short of early promises"
    excerpt: "Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses."
    publishedDateTime: 2026-11-12T18:25:00Z
    webUrl: "https://science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"
    type: article
    provider:
      name: Quillmoor Science
      domain: quillmoor.example
    quality: 39
    images:
      - url: "/static/articles/demo/circuit.svg"
        width: 600
        height: 400
        isCached: true
  - title: "The quiet rise of soft-gripper handling before the storm season"
    excerpt: "Safety inspectors see it differently: in their view older equipment struggles to keep up, and work by hand still has its merits. A second stage, with four more depots, is planned for early summer. Until now works councils in crowded warehouses had relied on work by hand, which takes longer and costs more."
    publishedDateTime: 2026-11-13T02:41:00Z
    webUrl: "https://gearloom.example/a/6571438/the-quiet-rise-of-soft-gripper-handling-before-the-storm-season"
    type: article
    provider:
      name: Gearloom
      domain: gearloom.example
    quality: 74
    images:
      - url: "/static/articles/demo/grid.svg"
        width: 600
        height: 400
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225799'),
(9, 'cc5eabc0d498c5b91d91b2d77c56a0eb13e251678dc447564b5854e7c7131390', '---' || char(13) || '
category: news' || char(13) || '
title: "Plain-language drafting raises questions of liability this winter"' || char(13) || '
excerpt: "The archives&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. Supporters say that plain-language drafting draws interest from abroad; critics point out that staff need training. The work began fourteen years ago in public libraries and has seldom made headlines since."' || char(13) || '
publishedDateTime: 2026-11-20T17:24:00Z' || char(13) || '
originalUrl: "https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042"' || char(13) || '
webUrl: "https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042"' || char(13) || '
ampWebUrl: "https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042?amp=1"' || char(13) || '
cdnAmpWebUrl: "https://www-quillmoor-example.ampcache.example/c/s/www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042?amp=1"' || char(13) || '
type: article' || char(13) || '
quality: 47' || char(13) || '
heat: 47' || char(13) || '
published: false' || char(13) || '
' || char(13) || '
provider:' || char(13) || '
  name: Quillmoor Daily' || char(13) || '
  domain: quillmoor.example' || char(13) || '
' || char(13) || '
topics:' || char(13) || '
  - Language' || char(13) || '
  - AI' || char(13) || '
' || char(13) || '
images:' || char(13) || '
  - url: "/static/articles/demo/grid.svg"' || char(13) || '
    width: 600' || char(13) || '
    height: 400' || char(13) || '
    isCached: true' || char(13) || '
' || char(13) || '
secured: "noise"' || char(13) || '
---' || char(13) || '
' || char(13) || '
', '2026-11-30 20:09:53.225805'),
(10, '195432dbf397c51bd9fea2fb1f9f03e7a01526e4df9e436d8ec303e656c82006', '---
category: news
title: "After a record winter, research labs turn to energy-aware scheduling in tax offices"
excerpt: "The offices&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. A report published this week puts the saving at 27 per cent, but warns that nobody has tried it at full scale."
publishedDateTime: 2026-11-23T11:06:00Z
originalUrl: "https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/"
webUrl: "https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/"
type: article
quality: 1
heat: -1
published: false

provider:
  name: Lanternpost
  domain: lanternpost.example

topics:
  - AI

images:
  - url: "/static/articles/demo/grid.svg"
    width: 600
    height: 400
    isCached: true

related:
  - title: "Fitters and works councils weigh night-shift cleaning by robot"
    excerpt: "&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site."
    publishedDateTime: 2026-11-04T05:13:00Z
    webUrl: "https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/"
    type: article
    provider:
      name: Lanternpost
      domain: lanternpost.example
    quality: 64

secured: "noise"
---

', '2026-11-30 20:09:53.225813'),
(11, '6595fa39fb7e03ea5d216764480f85bc558c87e865bd45cc22527d56126e02cf', '---
category: news
title: "Nursing teams extend remote heart monitoring with a smaller budget"
excerpt: ""
publishedDateTime: 2026-11-24T08:57:00Z
webUrl: https://ninthbridge.example/news/nursing-teams-extend-remote-heart-monitoring-with-a-smaller-budget-7363738
type: article
quality: 110
heat: 110
published: true

provider:
  name: Ninth Bridge
  domain: ninthbridge.example
  images:
    - url: /static/articles/demo/towers.svg
      width: 60
      height: 40

topics:
  - Health

images:
  - url: /static/articles/demo/grid.svg
    width: 600
    height: 400
    isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225819'),
(12, '9c05efa71ed6296a3e7425e20d5557373fb962987e782c489f42be64f590a27b', '---
category: news
title: "After a year of outages, cycling groups turn to shared school transport in commuter towns"
excerpt: "Until now rail operators on branch lines had relied on fixed timetables, which takes longer and costs more. On branch lines, ..."
publishedDateTime: 2026-11-27T22:44:00Z
originalUrl: https://www.quillmoor.example/news/after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns-3352288
webUrl: https://www.quillmoor.example/news/after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns-3352288
type: article
quality: 29
heat: 29
published: false

provider:
  name: Quillmoor Daily
  domain: quillmoor.example

topics:
  - Transport

images:
  - url: /static/articles/demo/hills.svg
    width: 600
    height: 400
    isCached: true

secured: "noise"
---

', '2026-11-30 20:09:53.225824'),
(13, '2be67508466683e494f69660cf3de9ebe998dc88dcd8b4d4888056b623752aad', '---
category: news
title: "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems: Report"
excerpt: "According to a Reuters investigation, the military junta has plans to install CCTV systems in all 14 states and divisions."
publishedDateTime: 2022-07-12T10:24:00Z
originalUrl: "https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/"
webUrl: "https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/"
type: article
quality: 20
heat: -1
published: true

provider:
  name: The Diplomat
  domain: thediplomat.com

topics:
  - Computer Vision
  - AI

images:
  - url: "https://thediplomat.com/wp-content/uploads/2022/07/sizes/td-story-s-2/thediplomat_2022-07-12-060400.jpg"
    width: 600
    height: 400
    isCached: true

related:
  - title: "Should we be worried about real-time facial recognition systems?"
    excerpt: "Real-time facial recognition systems offer both benefits and drawbacks that must be considered as the technology becomes more widely adopted."
    publishedDateTime: 2022-07-09T13:40:00Z
    webUrl: "https://venturebeat.com/2022/07/09/should-we-be-worried-about-real-time-facial-recognition-systems/"
    type: article
    provider:
      name: VentureBeat
      domain: venturebeat.com
    quality: 49
  - title: "Should we be concerned about face-recognition algorithms that operate in real time?"
    excerpt: "We’ve all seen and probably laughed at these movies. As a result of a “company-wide initiative to restrict the use of face recognition in our products,” Facebook recently shut down its own facial recognition programme, which performed identical ..."
    publishedDateTime: 2022-07-10T15:01:00Z
    webUrl: "https://bestgamingpro.com/should-we-be-concerned-about-face-recognition-algorithms-that-operate-in-real-time/"
    type: article
    provider:
      name: Bestgamingpro
      domain: bestgamingpro.com
    quality: 18
    images:
      - url: "https://bestgamingpro.com/wp-content/uploads/2022/07/Should-we-be-worried-about-real-time-facial-recognition-systems.png"
        width: 600
        height: 365
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:55.452403'),
(14, '3e89ddb5f30689388292b0e14be8f8fbcf825f73a6a5a61215438b3ab9b20a53', '---
category: news
title: "Explained: How Myanmar’s junta is using Chinese facial recognition technology"
excerpt: "Rights groups warn high-tech surveillance systems will be used to track down and eliminate the junta''s opponents."
publishedDateTime: 2022-07-28T17:24:00Z
originalUrl: "https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/"
webUrl: "https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/"
ampWebUrl: "https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/"
cdnAmpWebUrl: "https://indianexpress-com.cdn.ampproject.org/c/s/indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/"
type: article
quality: 71
heat: 81
published: false

provider:
  name: The Indian Express
  domain: indianexpress.com

topics:
  - Computer Vision
  - AI

images:
  - url: "https://images.indianexpress.com/2022/07/Myanmar-junta-1.jpg"
    width: 1200
    height: 667
    isCached: true

related:
  - title: "Facial Recognition Technology Down Under"
    excerpt: "The language is far from reassuring. Despite being caught red handed using facial recognition technology unbeknownst to customers, a number of Australia’s large retail companies have given a ..."
    publishedDateTime: 2022-07-29T03:15:00Z
    webUrl: "https://countercurrents.org/2022/07/facial-recognition-technology-down-under/"
    type: article
    provider:
      name: Countercurrents
      domain: countercurrents.org
    quality: 39
    images:
      - url: "https://cdn.countercurrents.org/wp-content/uploads/2022/07/facial-recognition.jpg"
        width: 700
        height: 528
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:55.452432'),
(15, '38fc73ad4d73f103b069ea35c0ffd22ad2fe7b78381e952207979abe96c95d25', '---
category: news
title: "It’s early days for night-time demand shifting despite early doubts, say utilities"
excerpt: "It is too soon to say whether night-time demand shifting can reach four substations in a year, since results vary from site to site. Energy economists spent twenty months comparing night-time demand shifting with conventional supply in mountain villages. The trial ..."
publishedDateTime: 2026-10-25T13:38:00Z
originalUrl: https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/
webUrl: https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/
type: article
quality: 66
heat: 75
published: false

provider:
  name: Kitestring
  domain: kitestring.example

topics:
  - Energy

images:
  - url: /static/articles/demo/orbit.svg
    width: 600
    height: 400
    isCached: true
    title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (orbit)"
    attribution: "Drawing: Kitestring"
  - url: /static/articles/demo/towers.svg
    width: 600
    height: 400
    isCached: true
    title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (towers)"
    attribution: "Drawing: Kitestring"
  - url: /static/articles/demo/leaves.svg
    width: 600
    height: 400
    isCached: true
    title: "Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (leaves)"
    attribution: "Drawing: Kitestring"

related:
  - title: "The quiet rise of night-time demand shifting after a year of delays"
    excerpt: "It is too soon to say whether night-time demand shifting can keep its promises, since older equipment struggles to keep up. Energy economists spent ten months comparing night-time demand shifting with conventional supply in mill towns."
    publishedDateTime: 2026-10-25T08:23:00Z
    webUrl: https://science.quillmoor.example/news/the-quiet-rise-of-night-time-demand-shifting-after-a-year-of-delays-2142697
    type: article
    provider:
      name: Quillmoor Science
      domain: quillmoor.example
    quality: 36
    images:
      - url: /static/articles/demo/waves.svg
        width: 600
        height: 400
        isCached: true

secured: "noise"
---

', '2026-11-30 20:09:55.452440'),
(16, 'cf795d55b9662c0712667541aeec21600cf4fccca4cef0943a3f5bb7fff55c69', '---
category: news
title: "Auditors Question Automated Claims Checking After a Year of Delays"
excerpt: "Supporters say that automated claims checking reaches three offices; critics point out that the sample is small. “We’re careful with the numbers,” said ..."
publishedDateTime: 2026-11-04T21:32:00Z
originalUrl: "https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays"
webUrl: "https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays"
type: article
quality: 55
heat: 66
published: false

provider:
  name: Thistledown Review
  domain: thistledownreview.example

topics:
  - AI

images:
  - url: "/static/articles/demo/circuit.svg"
    width: 600
    height: 400
    isCached: true

secured: "noise"
---

', '2026-11-30 20:09:55.452447'),
(17, '7c7735af74e8d6ad26bc47d9cde627d7fa8782d6942babf27636bbf6b1d24d4b', '---' || char(13) || '
category: news' || char(13) || '
title: "Plain-language drafting raises questions of liability this winter"' || char(13) || '
excerpt: "The archives&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. Supporters say that plain-language drafting draws interest from abroad; critics point out that staff need training. The work began fourteen years ago in public libraries and has seldom made headlines since."' || char(13) || '
publishedDateTime: 2026-11-20T17:24:00Z' || char(13) || '
originalUrl: "https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042"' || char(13) || '
webUrl: "https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042"' || char(13) || '
ampWebUrl: "https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042?amp=1"' || char(13) || '
cdnAmpWebUrl: "https://www-quillmoor-example.ampcache.example/c/s/www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042?amp=1"' || char(13) || '
type: article' || char(13) || '
quality: 47' || char(13) || '
heat: 47' || char(13) || '
published: true' || char(13) || '
' || char(13) || '
provider:' || char(13) || '
  name: Quillmoor Daily' || char(13) || '
  domain: quillmoor.example' || char(13) || '
' || char(13) || '
topics:' || char(13) || '
  - Language' || char(13) || '
  - AI' || char(13) || '
' || char(13) || '
images:' || char(13) || '
  - url: "/static/articles/demo/grid.svg"' || char(13) || '
    width: 600' || char(13) || '
    height: 400' || char(13) || '
    isCached: true' || char(13) || '
' || char(13) || '
secured: "noise"' || char(13) || '
---' || char(13) || '
' || char(13) || '
', '2026-11-30 20:09:55.452453'),
(18, '45f6eb4c4b3ff7c8f778699edf0a66e4a7c49f4f4d9caf5dc95acdd44d8072d2', '---
category: news
title: "After a record winter, research labs turn to energy-aware scheduling in tax offices"
excerpt: "The offices&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. A report published this week puts the saving at 27 per cent, but warns that nobody has tried it at full scale."
publishedDateTime: 2026-11-23T11:06:00Z
originalUrl: "https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/"
webUrl: "https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/"
type: article
quality: 1
heat: -1
published: true

provider:
  name: Lanternpost
  domain: lanternpost.example

topics:
  - AI

images:
  - url: "/static/articles/demo/grid.svg"
    width: 600
    height: 400
    isCached: true

related:
  - title: "Fitters and works councils weigh night-shift cleaning by robot"
    excerpt: "&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site."
    publishedDateTime: 2026-11-04T05:13:00Z
    webUrl: "https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/"
    type: article
    provider:
      name: Lanternpost
      domain: lanternpost.example
    quality: 64

secured: "noise"
---

', '2026-11-30 20:09:55.452460'),
(19, '125bde1f961c138a3cfdca9c703bde4022b047f15f2a4704ed708f1c14009b59', '---' || char(13) || '
category: news' || char(13) || '
title: "Fitters and works councils weigh night-shift cleaning by robot"' || char(13) || '
excerpt: "&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site."' || char(13) || '
publishedDateTime: 2026-11-04T05:13:00Z' || char(13) || '
originalUrl: "https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/"' || char(13) || '
webUrl: "https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/"' || char(13) || '
type: article' || char(13) || '
quality: 140' || char(13) || '
heat: 64' || char(13) || '
published: true' || char(13) || '
' || char(13) || '
provider:' || char(13) || '
  name: Lanternpost' || char(13) || '
  domain: lanternpost.example' || char(13) || '
' || char(13) || '
topics:' || char(13) || '
  - Robotics' || char(13) || '
  - AI' || char(13) || '
' || char(13) || '
secured: "noise"' || char(13) || '
---' || char(13) || '
' || char(13) || '
', '2026-11-30 20:09:55.494462'),
(20, 'e5a1fdddc0d86a54143e25c00daa3184ee1d66c538a4b569e72f2d3006b4ca22', '---
category: news
title: "Explained: how soft-gripper handling falls short of early promises"
excerpt: "Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses."
publishedDateTime: 2026-11-12T18:25:00Z
originalUrl: "https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"
webUrl: "https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"
type: article
quality: 39
heat: 39
published: false

provider:
  name: Quillmoor Science
  domain: quillmoor.example

topics:
  - Robotics
  - AI

images:
  - url: "/static/articles/demo/circuit.svg"
    width: 600
    height: 400
    isCached: true

secured: "noise"
---

', '2026-11-30 20:09:55.494490'),
(21, 'b1eefb5f1c6373110dcd173d05684d3dae13a6bb9b96cce2843b8da3a3ebabfb', '---' || char(13) || '
category: news' || char(13) || '
title: Another story
excerpt: "The archives&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. Supporters say that plain-language drafting draws interest from abroad; critics point out that staff need training. The work began fourteen years ago in public libraries and has seldom made headlines since."' || char(13) || '
publishedDateTime: 2026-11-20T17:24:00Z' || char(13) || '
originalUrl: https://another.example/story
webUrl: https://another.example/story
ampWebUrl: https://another.example/story
cdnAmpWebUrl: https://another.example/story
type: article' || char(13) || '
quality: 47' || char(13) || '
heat: 47' || char(13) || '
published: true' || char(13) || '
' || char(13) || '
provider:' || char(13) || '
  name: Quillmoor Daily' || char(13) || '
  domain: quillmoor.example' || char(13) || '
' || char(13) || '
topics:' || char(13) || '
  - Language' || char(13) || '
  - AI' || char(13) || '
' || char(13) || '
images:' || char(13) || '
  - url: "/static/articles/demo/grid.svg"' || char(13) || '
    width: 600' || char(13) || '
    height: 400' || char(13) || '
    isCached: true' || char(13) || '
' || char(13) || '
secured: "noise"' || char(13) || '
---' || char(13) || '
' || char(13) || '
', '2026-11-30 20:09:55.494501');
INSERT INTO "articles_articleaddress" ("id", "key", "article_id") VALUES
(1, '4f7b39b986e5e791b54043211c83cd15', 1),
(2, '25c46bce03d72dae5b36a922ee48c259', 2),
(3, '4c8d8313ba11356dbc9672c362ddddc2', 2),
(4, 'e2557cef506c7867cb44bf9bc4b6e5cf', 3),
(5, 'aa504605cb57a2251722ed72af5880e9', 4),
(6, 'b4c80ac2cf8e7a2646630fb410768776', 5),
(7, 'c8d3d5c87ca99d4b96bd319f627d7e72', 6),
(9, '6f5cfcf6c2f44b752a789fc8dda22992', 8),
(12, '290429158a5036443adb82532a0631c9', 10),
(13, '6060f0e0f0c35fa0aacb123a14b5a4ea', 11),
(14, '9c76408b120acf2afb0efd33aba0b59a', 12),
(15, 'e647807dbf90ab373fb0f886c4af6c64', 7),
(16, '5d6970830e61d58d5f31af416aa7f44e', 9);
INSERT INTO "articles_articlewords" ("article_id", "text") VALUES
(1, 'myanmar expanding use of chinese-made facial recognition systems: report
according to a reuters investigation, the military junta has plans to install cctv systems in all 14 states and divisions.
the diplomat
https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/'),
(2, 'explained: how myanmar''s junta is using chinese facial recognition technology
rights groups warn high-tech surveillance systems will be used to track down and eliminate the junta''s opponents.
the indian express
https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/
https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/
https://indianexpress-com.cdn.ampproject.org/c/s/indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/'),
(3, 'itâ€™s early days for night-time demand shifting despite early doubts, say utilities
it is too soon to say whether night-time demand shifting can reach four substations in a year, since results vary from site to site. energy economists spent twenty months comparing night-time demand shifting with conventional supply in mountain villages. the trial ...
kitestring
https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/'),
(4, 'auditors question automated claims checking after a year of delays
supporters say that automated claims checking reaches three offices; critics point out that the sample is small. "we''re careful with the numbers," said ...
thistledown review
https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays'),
(5, 'fitters and works councils weigh night-shift cleaning by robot
"we''re careful with the numbers," said one of the fitters; repair & upkeep share a budget. robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. nine depots took part, and most of them want to go on, although results vary from site to site.
lanternpost
https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/'),
(6, 'why cargo-bike delivery isn''t ready for fourteen more lines
five lines took part, and most of them want to go on, although staff need training. it is too soon to say whether cargo-bike delivery can reach twelve lines in a year, since the sample is small.
marlpit observer
https://www.marlpit.example/a/3429938/why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines'),
(7, 'explained: how soft-gripper handling falls short of early promises
works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.
quillmoor science
https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631'),
(8, 'explained: how soft-gripper handling falls short of early promises
works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.
wirefold
https://www.wirefold.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-5936174'),
(9, 'another story
the archives'' own figures for parts & labour aren''t public: "not yet", says a manager. supporters say that plain-language drafting draws interest from abroad; critics point out that staff need training. the work began fourteen years ago in public libraries and has seldom made headlines since.
quillmoor daily
https://another.example/story'),
(10, 'after a record winter, research labs turn to energy-aware scheduling in tax offices
the offices'' own figures for parts & labour aren''t public: "not yet", says a manager. a report published this week puts the saving at 27 per cent, but warns that nobody has tried it at full scale.
lanternpost
https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/'),
(11, 'nursing teams extend remote heart monitoring with a smaller budget
ninth bridge
https://ninthbridge.example/news/nursing-teams-extend-remote-heart-monitoring-with-a-smaller-budget-7363738'),
(12, 'after a year of outages, cycling groups turn to shared school transport in commuter towns
until now rail operators on branch lines had relied on fixed timetables, which takes longer and costs more. on branch lines, ...
quillmoor daily
https://www.quillmoor.example/news/after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns-3352288');
INSERT INTO "articles_batch" ("id", "made_at", "place", "token", "kind", "values", "reason", "note", "source", "back_to", "planned", "begun_at", "stopped_at", "finished_at", "act_id", "by_id") VALUES
(1, '2026-11-30 20:09:54.948429', 'queue', 'a6be38b1c6712d703dc046fd573dff9c9238668a91ab73846e84945e57fc2b77', 'approve', '{}', '', 'Both at once.', '2 ticked in the queue', '/queue/', 2, '2026-11-30 20:09:55.008755', NULL, '2026-11-30 20:09:55.018220', 12, 3),
(2, '2026-11-30 20:09:55.101937', 'queue', '95d3ac1997d27bd50375abfb1c6e5c53db9da87257f7151336022b3be69ec119', 'reject', '{}', '', '', '2 ticked in the queue', '/queue/', 2, NULL, NULL, NULL, NULL, 3);
INSERT INTO "articles_batchitem" ("id", "position", "seen", "outcome", "article_id", "batch_id", "in_the_way_id") VALUES
(1, 0, '1', 'done', 9, 1, NULL),
(2, 1, '1', 'done', 10, 1, NULL),
(3, 0, '1 quality=1', '', 4, 2, NULL),
(4, 1, '1', '', 7, 2, NULL);
INSERT INTO "articles_importrun" ("id", "kind", "started_at", "beat_at", "finished_at", "host", "pid", "totals", "interrupted", "waiting", "by", "collection_id") VALUES
(1, 'import', '2026-11-30 20:09:53.207418', '2026-11-30 20:09:53.290696', '2026-11-30 20:09:53.292702', 'desk.example', 1, '{"new": 12}', 0, 8, 'newsroom', 1),
(2, 'export', '2026-11-30 20:09:55.400899', '2026-11-30 20:09:55.447838', '2026-11-30 20:09:55.460442', 'desk.example', 1, '{"written": 6, "left": 0}', 0, NULL, 'newsroom', 1),
(3, 'import', '2026-11-30 20:09:55.475118', '2026-11-30 20:09:55.539781', '2026-11-30 20:09:55.541585', 'desk.example', 1, '{"changed": 3, "unchanged": 5, "replaced": 1, "invalid": 1, "moved": 1, "gone": 1, "fields": {"quality": 2, "published": 1, "originalUrl": 2, "webUrl": 2, "title": 1, "ampWebUrl": 1, "cdnAmpWebUrl": 1}, "conflicts": 2, "conflict_articles": 2}', 0, 4, 'newsroom', 1);
INSERT INTO "articles_invaliddocument" ("id", "path", "problems", "since", "collection_id", "run_id") VALUES
(1, '2026-11-23-after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices.md', '[{"level": "error", "line": 9, "field": "quality", "message": "expected a whole number from 0 to 1000000, found ''high''"}]', '2026-11-30 20:09:55.474582', 1, 3);
INSERT INTO "articles_lease" ("id", "claimed_at", "until", "page", "article_id", "by_id") VALUES
(2, '2026-11-30 20:09:54.619886', '2026-11-30 20:11:54.619886', 'e70554077b234d10a0a588b9fc229c6d', 4, 2);
INSERT INTO "articles_preferences" ("user_id", "theme", "page_size", "has_keys", "time_zone") VALUES
(1, 'dark', 25, 1, '');
INSERT INTO "articles_relatedlink" ("id", "position", "title", "excerpt", "published_at", "web_url", "amp_web_url", "cdn_amp_web_url", "type", "quality", "article_id", "provider_id") VALUES
(1, 0, 'Should we be worried about real-time facial recognition systems?', 'Real-time facial recognition systems offer both benefits and drawbacks that must be considered as the technology becomes more widely adopted.', '2022-07-09 13:40:00', 'https://venturebeat.com/2022/07/09/should-we-be-worried-about-real-time-facial-recognition-systems/', '', '', 'article', 49, 1, 14),
(2, 1, 'Should we be concerned about face-recognition algorithms that operate in real time?', 'We’ve all seen and probably laughed at these movies. As a result of a “company-wide initiative to restrict the use of face recognition in our products,” Facebook recently shut down its own facial recognition programme, which performed identical ...', '2022-07-10 15:01:00', 'https://bestgamingpro.com/should-we-be-concerned-about-face-recognition-algorithms-that-operate-in-real-time/', '', '', 'article', 18, 1, 1),
(3, 0, 'Facial Recognition Technology Down Under', 'The language is far from reassuring. Despite being caught red handed using facial recognition technology unbeknownst to customers, a number of Australia’s large retail companies have given a ...', '2022-07-29 03:15:00', 'https://countercurrents.org/2022/07/facial-recognition-technology-down-under/', '', '', 'article', 39, 2, 2),
(4, 0, 'The quiet rise of night-time demand shifting after a year of delays', 'It is too soon to say whether night-time demand shifting can keep its promises, since older equipment struggles to keep up. Energy economists spent ten months comparing night-time demand shifting with conventional supply in mill towns.', '2026-10-25 08:23:00', 'https://science.quillmoor.example/news/the-quiet-rise-of-night-time-demand-shifting-after-a-year-of-delays-2142697', '', '', 'article', 36, 3, 9),
(5, 0, 'Ferry Crews Split Over Cargo-bike Delivery After a Year of Delays', 'A second stage, with ten more lines, is planned for the new year. The work began eight years ago in commuter towns and has seldom made headlines since. The trial covers ten lines and runs until spring. Across the strait, ferry crews speak of “year zero” & don’t expect cargo-bike ...', '2026-11-05 04:11:00', 'https://pebbleledger.example/news/ferry-crews-split-over-cargo-bike-delivery-after-a-year-of-delays-7552233', '', '', 'article', 44, 6, 12),
(6, 1, 'Opinion: cargo-bike delivery deserves a longer trial with a smaller budget', 'A second stage, with nine more lines, is planned for next winter. Road engineers spent five months comparing cargo-bike delivery with fixed timetables on branch lines.', '2026-11-06 00:56:00', 'https://kitestring.example/2026/11/opinion-cargo-bike-delivery-deserves-a-longer-trial-with-a-smaller-budget/', '', '', 'article', 62, 6, 4),
(7, 2, 'Freight forwarders ask for more time on cargo-bike delivery ahead of a vote', 'Supporters say that cargo-bike delivery reaches four lines; critics point out that staff need training. It is too soon to say whether cargo-bike delivery can cope with peak demand, since nobody has tried it at full scale. Until now ferry crews across the strait had relied on fixed timetables, which takes longer and costs more.', '2026-11-05 14:46:00', 'https://ninthbridge.example/news/freight-forwarders-ask-for-more-time-on-cargo-bike-delivery-ahead-of-a-vote-2496049', '', '', 'article', 77, 6, 7),
(8, 0, 'The quiet rise of soft-gripper handling as costs rise', 'A second stage, with thirty more depots, is planned for early summer. Until now safety inspectors on building sites had relied on work by hand, which takes longer and costs more.', '2026-11-14 00:50:00', 'https://science.quillmoor.example/news/the-quiet-rise-of-soft-gripper-handling-as-costs-rise-827488', '', '', 'article', 115, 8, 9),
(9, 1, 'Explained: how soft-gripper handling falls short of early promises', 'Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.', '2026-11-12 18:25:00', 'https://science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631', '', '', 'article', 39, 8, 9),
(10, 2, 'The quiet rise of soft-gripper handling before the storm season', 'Safety inspectors see it differently: in their view older equipment struggles to keep up, and work by hand still has its merits. A second stage, with four more depots, is planned for early summer. Until now works councils in crowded warehouses had relied on work by hand, which takes longer and costs more.', '2026-11-13 02:41:00', 'https://gearloom.example/a/6571438/the-quiet-rise-of-soft-gripper-handling-before-the-storm-season', '', '', 'article', 74, 8, 3),
(11, 0, 'Fitters and works councils weigh night-shift cleaning by robot', '&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site.', '2026-11-04 05:13:00', 'https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/', '', '', 'article', 64, 10, 5);
INSERT INTO "articles_signinevent" ("id", "kind", "at", "name", "address", "user_id") VALUES
(1, 'in', '2026-11-30 20:09:52.935801', 'reader', '127.0.0.1', 1),
(2, 'in', '2026-11-30 20:09:53.029525', 'reviewer', '127.0.0.1', 2),
(3, 'in', '2026-11-30 20:09:53.089398', 'editor', '127.0.0.1', 3),
(4, 'out', '2026-11-30 20:09:55.827617', 'reader', '127.0.0.1', 1),
(5, 'out', '2026-11-30 20:09:55.895547', 'reviewer', '127.0.0.1', 2),
(6, 'out', '2026-11-30 20:09:55.971728', 'editor', '127.0.0.1', 3);
INSERT INTO "articles_storychange" ("id", "kind", "at", "path_before", "after_id", "article_id", "before_id", "run_id") VALUES
(1, 'source-change', '2026-11-30 20:09:55.474582', '', 20, 7, 7, 3),
(2, 'replaced', '2026-11-30 20:09:55.474582', '', 21, 9, 17, 3),
(3, 'moved', '2026-11-30 20:09:55.474582', '2026-11-05-why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines.md', 6, 6, 6, 3);
INSERT INTO "articles_articletopic" ("id", "position", "article_id", "topic_id") VALUES
(1, 0, 1, 2),
(2, 1, 1, 1),
(3, 0, 2, 2),
(4, 1, 2, 1),
(5, 0, 3, 3),
(6, 0, 4, 1),
(7, 0, 5, 6),
(8, 1, 5, 1),
(9, 0, 6, 7),
(10, 0, 7, 6),
(11, 1, 7, 1),
(12, 0, 8, 6),
(13, 1, 8, 1),
(14, 0, 9, 5),
(15, 1, 9, 1),
(16, 0, 10, 1),
(17, 0, 11, 4),
(18, 0, 12, 7);
INSERT INTO "articles_act" ("id", "at", "place", "token", "by_id") VALUES
(1, '2026-11-30 20:09:53.413781', 'article', '79864c401adb4ec7a0d319b226d1ae4e', 2),
(2, '2026-11-30 20:09:53.531474', 'article', '819c6343cfba4ebe8f379f935195705e', 2),
(3, '2026-11-30 20:09:53.635226', 'article', '8f9282ccf40a4e9d912788b81ac4ee8b', 2),
(4, '2026-11-30 20:09:53.736495', 'article', '7025a8ac0c9044708708f382a27b96fa', 2),
(5, '2026-11-30 20:09:53.933485', 'queue', 'b65e0a7b2fbb457a82abace751439183', 2),
(6, '2026-11-30 20:09:54.048060', 'article', '01551e41a85048b9a346bb3cab725929', 2),
(7, '2026-11-30 20:09:54.166377', 'queue', '0ccf0f4dbcec465ab4f7fa07a8d062b0', 2),
(8, '2026-11-30 20:09:54.301287', 'queue', 'fbe9342ebb9544ca9b2dab2794b604aa', 2),
(9, '2026-11-30 20:09:54.424368', 'article', '8c5c9f328d3945049c3269c0a58545af', 3),
(10, '2026-11-30 20:09:54.709003', 'article', '73745e2aeb56479085b3a39fdeb3f71c', 3),
(11, '2026-11-30 20:09:54.822308', 'article', '5fd723d5fab54115996ccfe667eb9cb8', 3),
(12, '2026-11-30 20:09:55.013095', 'queue', 'a6be38b1c6712d703dc046fd573dff9c9238668a91ab73846e84945e57fc2b77', 3),
(13, '2026-11-30 20:09:55.474582', 'import', 'c602bf7dabac4910a7f617731a3a1445', NULL),
(14, '2026-11-30 20:09:55.601033', 'conflicts', '79ce0b7a76cb4f038c7ccdec6319db86', 3),
(15, '2026-11-30 20:09:55.704638', 'article', '32d22d947d224c948570d3970eb527f8', 3);
INSERT INTO "articles_image" ("id", "position", "url", "width", "height", "is_cached", "title", "attribution", "article_id", "provider_id", "related_link_id") VALUES
(1, 0, '/static/articles/demo/towers.svg', 60, 40, 0, '', '', NULL, 7, NULL),
(2, 0, 'https://thediplomat.com/wp-content/uploads/2022/07/sizes/td-story-s-2/thediplomat_2022-07-12-060400.jpg', 600, 400, 1, '', '', 1, NULL, NULL),
(3, 0, 'https://images.indianexpress.com/2022/07/Myanmar-junta-1.jpg', 1200, 667, 1, '', '', 2, NULL, NULL),
(4, 0, '/static/articles/demo/orbit.svg', 600, 400, 1, 'Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (orbit)', 'Drawing: Kitestring', 3, NULL, NULL),
(5, 1, '/static/articles/demo/towers.svg', 600, 400, 1, 'Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (towers)', 'Drawing: Kitestring', 3, NULL, NULL),
(6, 2, '/static/articles/demo/leaves.svg', 600, 400, 1, 'Itâ€™s early days for night-time demand shifting despite early doubts, say utilities (leaves)', 'Drawing: Kitestring', 3, NULL, NULL),
(7, 0, '/static/articles/demo/circuit.svg', 600, 400, 1, '', '', 4, NULL, NULL),
(8, 0, '/static/articles/demo/towers.svg', 600, 400, 1, '', '', 6, NULL, NULL),
(9, 0, '/static/articles/demo/circuit.svg', 600, 400, 1, '', '', 7, NULL, NULL),
(10, 0, '/static/articles/demo/circuit.svg', 600, 400, 1, '', '', 8, NULL, NULL),
(11, 0, '/static/articles/demo/grid.svg', 600, 400, 1, '', '', 9, NULL, NULL),
(12, 0, '/static/articles/demo/grid.svg', 600, 400, 1, '', '', 10, NULL, NULL),
(13, 0, '/static/articles/demo/grid.svg', 600, 400, 1, '', '', 11, NULL, NULL),
(14, 0, '/static/articles/demo/hills.svg', 600, 400, 1, '', '', 12, NULL, NULL),
(15, 0, 'https://bestgamingpro.com/wp-content/uploads/2022/07/Should-we-be-worried-about-real-time-facial-recognition-systems.png', 600, 365, 1, '', '', NULL, NULL, 2),
(16, 0, 'https://cdn.countercurrents.org/wp-content/uploads/2022/07/facial-recognition.jpg', 700, 528, 1, '', '', NULL, NULL, 3),
(17, 0, '/static/articles/demo/waves.svg', 600, 400, 1, '', '', NULL, NULL, 4),
(18, 0, '/static/articles/demo/harbour.svg', 600, 400, 1, '', '', NULL, NULL, 5),
(19, 0, '/static/articles/demo/hills.svg', 600, 400, 1, '', '', NULL, NULL, 6),
(20, 0, '/static/articles/demo/towers.svg', 600, 400, 1, '', '', NULL, NULL, 7),
(21, 0, '/static/articles/demo/circuit.svg', 600, 400, 1, '', '', NULL, NULL, 9),
(22, 0, '/static/articles/demo/grid.svg', 600, 400, 1, '', '', NULL, NULL, 10);
INSERT INTO "articles_savedview" ("id", "name", "query", "is_for_all", "made_at", "by_id") VALUES
(1, 'Short words', 'status=waiting&order=date&q=in', 1, '2026-11-30 20:09:55.226416', 3),
(2, 'Newest', 'status=waiting&order=date', 0, '2026-11-30 20:09:55.341513', 2);
INSERT INTO "articles_defaultgrant" ("id", "group", "permission") VALUES
(1, 'Readers', 'view_article'),
(2, 'Readers', 'view_provider'),
(3, 'Readers', 'view_topic'),
(4, 'Readers', 'view_collection'),
(5, 'Readers', 'view_image'),
(6, 'Readers', 'view_relatedlink'),
(7, 'Readers', 'view_act'),
(8, 'Readers', 'view_decision'),
(9, 'Readers', 'view_importrun'),
(10, 'Readers', 'view_invaliddocument'),
(11, 'Readers', 'view_documenttext'),
(12, 'Reviewers', 'view_article'),
(13, 'Reviewers', 'view_provider'),
(14, 'Reviewers', 'view_topic'),
(15, 'Reviewers', 'view_collection'),
(16, 'Reviewers', 'view_image'),
(17, 'Reviewers', 'view_relatedlink'),
(18, 'Reviewers', 'view_act'),
(19, 'Reviewers', 'view_decision'),
(20, 'Reviewers', 'view_importrun'),
(21, 'Reviewers', 'view_invaliddocument'),
(22, 'Reviewers', 'view_documenttext'),
(23, 'Reviewers', 'approve_article'),
(24, 'Reviewers', 'reject_article'),
(25, 'Reviewers', 'set_quality_article'),
(26, 'Editors', 'view_article'),
(27, 'Editors', 'view_provider'),
(28, 'Editors', 'view_topic'),
(29, 'Editors', 'view_collection'),
(30, 'Editors', 'view_image'),
(31, 'Editors', 'view_relatedlink'),
(32, 'Editors', 'view_act'),
(33, 'Editors', 'view_decision'),
(34, 'Editors', 'view_importrun'),
(35, 'Editors', 'view_invaliddocument'),
(36, 'Editors', 'view_documenttext'),
(37, 'Editors', 'approve_article'),
(38, 'Editors', 'reject_article'),
(39, 'Editors', 'set_quality_article'),
(40, 'Editors', 'unpublish_article'),
(41, 'Editors', 'reopen_article'),
(42, 'Editors', 'edit_article'),
(43, 'Editors', 'release_article'),
(44, 'Editors', 'decide_many_articles'),
(45, 'Editors', 'resolve_conflict'),
(46, 'Editors', 'override_decision'),
(47, 'Editors', 'change_article'),
(48, 'Editors', 'change_provider'),
(49, 'Editors', 'change_topic'),
(50, 'Editors', 'change_collection'),
(51, 'Editors', 'view_savedview'),
(52, 'Editors', 'add_savedview'),
(53, 'Editors', 'change_savedview'),
(54, 'Editors', 'delete_savedview');
INSERT INTO "articles_decision" ("id", "number", "kind", "reason", "note", "changes", "upstream_seen", "act_id", "article_id", "text_id", "version", "withdraws_id") VALUES
(1, 1, 'approve', '', '', '{"quality": [38, 77], "published": [false, true]}', '{"quality": 38, "published": false, "story": "f276dfc314943b9c9e78791b5093f2e0"}', 1, 1, 1, 1, NULL),
(2, 1, 'reject', 'off-topic', 'Not our field.', '{"published": [false, false]}', '{"published": false, "story": "97f072654fd06848b6ffd67f8959f472"}', 2, 3, 3, 1, NULL),
(3, 1, 'set-quality', '', '', '{"quality": [66, 55]}', '{"quality": 66, "story": "af1ce9f073d4f239cc40f5cbeeb56935"}', 3, 4, 4, 1, NULL),
(4, 1, 'approve', '', '', '{"published": [false, true]}', '{"published": false, "story": "f82f83c8b7be0c167a453197ae0c5f72"}', 4, 5, 5, 1, NULL),
(5, 2, 'undo', '', '', '{"published": [true, false]}', '{}', 5, 5, 5, 1, 4),
(6, 3, 'reject', '', '', '{"published": [false, false]}', '{"published": false, "story": "f82f83c8b7be0c167a453197ae0c5f72"}', 6, 5, 5, 1, NULL),
(7, 4, 'undo', '', '', '{"published": [false, false]}', '{}', 7, 5, 5, 1, 6),
(8, 5, 'undo', '', '', '{"published": [false, false]}', '{}', 8, 5, 5, 1, 7),
(9, 2, 'reopen', '', 'It is our field.', '{"published": [false, false]}', '{"published": false, "story": "97f072654fd06848b6ffd67f8959f472"}', 9, 3, 3, 1, NULL),
(10, 1, 'unpublish', 'outdated', '', '{"published": [true, false]}', '{"published": true, "story": "676789b3a86c9b90cea57c833a2dc260"}', 10, 2, 2, 1, NULL),
(11, 3, 'edit', '', '', '{"title": ["It\u00e2\u20ac\u2122s early days for night-time demand shifting despite early doubts, say utilities", "It\u2019s early days for night-time demand shifting despite early doubts, say utilities"]}', '{"title": "It\u00e2\u20ac\u2122s early days for night-time demand shifting despite early doubts, say utilities", "story": "97f072654fd06848b6ffd67f8959f472"}', 11, 3, 3, 1, NULL),
(12, 1, 'approve', '', 'Both at once.', '{"published": [false, true]}', '{"published": false, "story": "0336012c43f17317c23a1e4599526e9b"}', 12, 9, 9, 1, NULL),
(13, 1, 'approve', '', 'Both at once.', '{"published": [false, true]}', '{"published": false, "story": "c7731cd1c223ec723e683c3cbf500ff8"}', 12, 10, 10, 1, NULL),
(14, 2, 'replaced', '', '', '{"published": [true, false]}', '{"published": false, "story": "4579c1bb296d645f9dc9d7b1faaf8ca8"}', 13, 9, 21, NULL, NULL),
(15, 6, 'keep-ours', '', '', '{"published": [false, false]}', '{"published": true, "story": "f82f83c8b7be0c167a453197ae0c5f72"}', 14, 5, 19, 2, NULL),
(16, 4, 'release', '', '', '{"title": ["It\u2019s early days for night-time demand shifting despite early doubts, say utilities", "It\u00e2\u20ac\u2122s early days for night-time demand shifting despite early doubts, say utilities"]}', '{"title": "It\u00e2\u20ac\u2122s early days for night-time demand shifting despite early doubts, say utilities", "story": "97f072654fd06848b6ffd67f8959f472"}', 15, 3, 15, 1, NULL);
INSERT INTO "articles_skip" ("id", "scope", "day", "at", "times", "article_id", "by_id", "after_act", "undo_token") VALUES
(1, '7ebb3c7c2a87b1a2f8a7ed729ecb040d', '2026-11-30', '2026-11-30 20:09:54.605301', 1, 3, 2, 8, '');
INSERT INTO "articles_provider" ("id", "name", "domain", "folded_name", "folded_domain", "sort_name") VALUES
(1, 'Bestgamingpro', 'bestgamingpro.com', 'bestgamingpro', 'bestgamingpro.com', X'6265737467616D696E6770726F004265737467616D696E6770726F'),
(2, 'Countercurrents', 'countercurrents.org', 'countercurrents', 'countercurrents.org', X'636F756E74657263757272656E747300436F756E74657263757272656E7473'),
(3, 'Gearloom', 'gearloom.example', 'gearloom', 'gearloom.example', X'676561726C6F6F6D00476561726C6F6F6D'),
(4, 'Kitestring', 'kitestring.example', 'kitestring', 'kitestring.example', X'6B697465737472696E67004B697465737472696E67'),
(5, 'Lanternpost', 'lanternpost.example', 'lanternpost', 'lanternpost.example', X'6C616E7465726E706F7374004C616E7465726E706F7374'),
(6, 'Marlpit Observer', 'marlpit.example', 'marlpit observer', 'marlpit.example', X'6D61726C706974206F62736572766572004D61726C706974204F62736572766572'),
(7, 'Ninth Bridge', 'ninthbridge.example', 'ninth bridge', 'ninthbridge.example', X'6E696E746820627269646765004E696E746820427269646765'),
(8, 'Quillmoor Daily', 'quillmoor.example', 'quillmoor daily', 'quillmoor.example', X'7175696C6C6D6F6F72206461696C79005175696C6C6D6F6F72204461696C79'),
(9, 'Quillmoor Science', 'quillmoor.example', 'quillmoor science', 'quillmoor.example', X'7175696C6C6D6F6F7220736369656E6365005175696C6C6D6F6F7220536369656E6365'),
(10, 'The Diplomat', 'thediplomat.com', 'the diplomat', 'thediplomat.com', X'746865206469706C6F6D617400546865204469706C6F6D6174'),
(11, 'The Indian Express', 'indianexpress.com', 'the indian express', 'indianexpress.com', X'74686520696E6469616E20657870726573730054686520496E6469616E2045787072657373'),
(12, 'The Pebble Ledger', 'pebbleledger.example', 'the pebble ledger', 'pebbleledger.example', X'74686520706562626C65206C65646765720054686520506562626C65204C6564676572'),
(13, 'Thistledown Review', 'thistledownreview.example', 'thistledown review', 'thistledownreview.example', X'74686973746C65646F776E207265766965770054686973746C65646F776E20526576696577'),
(14, 'VentureBeat', 'venturebeat.com', 'venturebeat', 'venturebeat.com', X'76656E74757265626561740056656E7475726542656174'),
(15, 'Wirefold', 'wirefold.example', 'wirefold', 'wirefold.example', X'77697265666F6C640057697265666F6C64');
INSERT INTO "articles_topic" ("id", "name", "folded_name", "sort_name") VALUES
(1, 'AI', 'ai', X'6169004149'),
(2, 'Computer Vision', 'computer vision', X'636F6D707574657220766973696F6E00436F6D707574657220566973696F6E'),
(3, 'Energy', 'energy', X'656E6572677900456E65726779'),
(4, 'Health', 'health', X'6865616C7468004865616C7468'),
(5, 'Language', 'language', X'6C616E6775616765004C616E6775616765'),
(6, 'Robotics', 'robotics', X'726F626F7469637300526F626F74696373'),
(7, 'Transport', 'transport', X'7472616E73706F7274005472616E73706F7274');
INSERT INTO "articles_importentry" ("id", "status", "path", "changes", "problems", "conflicts", "article_id", "run_id", "differences") VALUES
(1, 'new', '000_1fb9e9d88a2cefc7.txt', '[]', '[]', '[]', 1, 1, '{}'),
(2, 'new', '002_8953399f869de27f.txt', '[]', '[]', '[]', 2, 1, '{}'),
(3, 'new', '2026-10-25-it-s-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities.md', '[]', '[]', '[]', 3, 1, '{}'),
(4, 'new', '2026-11-04-auditors-question-automated-claims-checking-after-a-year-of-delays.md', '[]', '[]', '[]', 4, 1, '{}'),
(5, 'new', '2026-11-04-fitters-and-works-councils-weigh-night-shift-cleaning-by-robot.md', '[]', '[]', '[]', 5, 1, '{}'),
(6, 'new', '2026-11-05-why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines.md', '[]', '[]', '[]', 6, 1, '{}'),
(7, 'new', '2026-11-12-explained-how-soft-gripper-handling-falls-short-of-early-promises.md', '[]', '[]', '[]', 7, 1, '{}'),
(8, 'new', '2026-11-13-explained-how-soft-gripper-handling-falls-short-of-early-promises.md', '[]', '[]', '[]', 8, 1, '{}'),
(9, 'new', '2026-11-20-plain-language-drafting-raises-questions-of-liability-this-winter.md', '[]', '[]', '[]', 9, 1, '{}'),
(10, 'new', '2026-11-23-after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices.md', '[]', '[]', '[]', 10, 1, '{}'),
(11, 'new', '2026-11-24-nursing-teams-extend-remote-heart-monitoring-with-a-smaller-budget.md', '[]', '[]', '[]', 11, 1, '{}'),
(12, 'new', '2026-11-27-after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns.md', '[]', '[]', '[]', 12, 1, '{}'),
(13, 'changed', '000_1fb9e9d88a2cefc7.txt', '["quality"]', '[]', '["quality"]', 1, 3, '{"quality": [38, 20]}'),
(14, 'changed', '2026-11-04-fitters-and-works-councils-weigh-night-shift-cleaning-by-robot.md', '["quality", "published"]', '[]', '["published"]', 5, 3, '{"quality": [64, 140], "published": [false, true]}'),
(15, 'changed', '2026-11-12-explained-how-soft-gripper-handling-falls-short-of-early-promises.md', '["originalUrl", "webUrl"]', '[]', '[]', 7, 3, '{"originalUrl": ["https://science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631", "https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"], "webUrl": ["https://science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631", "https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631"]}'),
(16, 'replaced', '2026-11-20-plain-language-drafting-raises-questions-of-liability-this-winter.md', '["title", "originalUrl", "webUrl", "ampWebUrl", "cdnAmpWebUrl"]', '[]', '[]', 9, 3, '{"title": ["Plain-language drafting raises questions of liability this winter", "Another story"], "originalUrl": ["https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042", "https://another.example/story"], "webUrl": ["https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042", "https://another.example/story"], "ampWebUrl": ["https://www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042?amp=1", "https://another.example/story"], "cdnAmpWebUrl": ["https://www-quillmoor-example.ampcache.example/c/s/www.quillmoor.example/news/plain-language-drafting-raises-questions-of-liability-this-winter-9745042?amp=1", "https://another.example/story"]}'),
(17, 'moved', 'moved.md', '[]', '[]', '[]', 6, 3, '{}'),
(18, 'invalid', '2026-11-23-after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices.md', '[]', '[{"level": "error", "line": 9, "field": "quality", "message": "expected a whole number from 0 to 1000000, found ''high''"}]', '[]', NULL, 3, '{}'),
(19, 'gone', '2026-11-27-after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns.md', '[]', '[]', '[]', 12, 3, '{}');
INSERT INTO "articles_article" ("id", "path", "category", "title", "excerpt", "published_at", "original_url", "web_url", "amp_web_url", "cdn_amp_web_url", "type", "quality", "heat", "published", "featured_content", "version", "arrived_at", "gone_at", "url_key", "title_key", "upstream", "written", "writing", "decision_count", "standing", "conflicts", "conflict_count", "status", "status_since", "public_since", "changed_at", "decided_by_id", "collection_id", "first_text_id", "newest_text_id", "provider_id", "changed_version", "returns", "unseen_since", "withdrawn_since", "withdrawn_version", "feed_id", "upstream_sources") VALUES
(1, '000_1fb9e9d88a2cefc7.txt', 'news', 'Myanmar Expanding Use of Chinese-Made Facial Recognition Systems: Report', 'According to a Reuters investigation, the military junta has plans to install CCTV systems in all 14 states and divisions.', '2022-07-12 10:24:00', 'https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/', 'https://thediplomat.com/2022/07/myanmar-expanding-use-of-chinese-made-facial-recognition-systems-report/', '', '', 'article', 77, -1, 1, '', 2, '2026-11-30 20:09:53.204654', NULL, '4f7b39b986e5e791b54043211c83cd15', '36ba59aceca0620ae2dd0ea3424b4844', '{"published": false, "quality": 20, "title": "Myanmar Expanding Use of Chinese-Made Facial Recognition Systems: Report", "excerpt": "According to a Reuters investigation, the military junta has plans to install CCTV systems in all 14 states and divisions.", "type": "article", "topics": ["Computer Vision", "AI"], "doubts": {"published": {"value": true, "why": "overwritten"}}, "story": "f276dfc314943b9c9e78791b5093f2e0"}', '{"published": true}', '{}', 1, '{"quality": 1, "published": 1}', '{"quality": {"seen": 38, "now": 20}}', 1, 'published', '2026-11-30 20:09:53.413781', '2026-11-30 20:09:53.413781', '2026-11-30 20:09:55.474582', 2, 1, 1, 13, 10, 0, '{}', NULL, NULL, 0, 'ca55567b41ac46d9aff8990c7c67934a', '{"published": ": false", "quality": ": 38"}'),
(2, '002_8953399f869de27f.txt', 'news', 'Explained: How Myanmar’s junta is using Chinese facial recognition technology', 'Rights groups warn high-tech surveillance systems will be used to track down and eliminate the junta''s opponents.', '2022-07-28 17:24:00', 'https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/', 'https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/', 'https://indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/', 'https://indianexpress-com.cdn.ampproject.org/c/s/indianexpress.com/article/explained/explained-myanmars-junta-using-chinese-facial-recognition-technology-8057742/lite/', 'article', 71, 81, 0, '', 1, '2026-11-30 20:09:53.204654', NULL, '25c46bce03d72dae5b36a922ee48c259', 'e5722e2e1318bd601b704066adda5abc', '{"published": true, "quality": 71, "title": "Explained: How Myanmar\u2019s junta is using Chinese facial recognition technology", "excerpt": "Rights groups warn high-tech surveillance systems will be used to track down and eliminate the junta''s opponents.", "type": "article", "topics": ["Computer Vision", "AI"], "story": "676789b3a86c9b90cea57c833a2dc260"}', '{"published": false}', '{}', 1, '{"published": 1}', '{}', 0, 'taken-down', '2026-11-30 20:09:54.709003', NULL, '2026-11-30 20:09:54.709003', 3, 1, 2, 14, 11, 0, '{}', NULL, NULL, 0, '3ce5dfc555554f3183590d9a53856955', '{"published": ": true"}'),
(3, '2026-10-25-it-s-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities.md', 'news', 'Itâ€™s early days for night-time demand shifting despite early doubts, say utilities', 'It is too soon to say whether night-time demand shifting can reach four substations in a year, since results vary from site to site. Energy economists spent twenty months comparing night-time demand shifting with conventional supply in mountain villages. The trial ...', '2026-10-25 13:38:00', 'https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/', 'https://kitestring.example/2026/10/its-early-days-for-night-time-demand-shifting-despite-early-doubts-say-utilities/', '', '', 'article', 66, 75, 0, '', 1, '2026-11-30 20:09:53.204654', NULL, 'e2557cef506c7867cb44bf9bc4b6e5cf', '3b0bf3bcc4330dfa14441b4658d8c750', '{"published": false, "quality": 66, "title": "It\u00e2\u20ac\u2122s early days for night-time demand shifting despite early doubts, say utilities", "excerpt": "It is too soon to say whether night-time demand shifting can reach four substations in a year, since results vary from site to site. Energy economists spent twenty months comparing night-time demand shifting with conventional supply in mountain villages. The trial ...", "type": "article", "topics": ["Energy"], "story": "97f072654fd06848b6ffd67f8959f472"}', '{"title": "It\u2019s early days for night-time demand shifting despite early doubts, say utilities"}', '{}', 4, '{"published": 2}', '{}', 0, 'waiting', '2026-11-30 20:09:54.424368', NULL, '2026-11-30 20:09:55.704638', NULL, 1, 3, 15, 4, 0, '{}', NULL, NULL, 0, '8bbf44f455c142c0a7100dbfb377d147', '{"title": ": \"It\u00e2\u20ac\u2122s early days for night-time demand shifting despite early doubts, say utilities\""}'),
(4, '2026-11-04-auditors-question-automated-claims-checking-after-a-year-of-delays.md', 'news', 'Auditors Question Automated Claims Checking After a Year of Delays', 'Supporters say that automated claims checking reaches three offices; critics point out that the sample is small. “We’re careful with the numbers,” said ...', '2026-11-04 21:32:00', 'https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays', 'https://thistledownreview.example/a/4933936/auditors-question-automated-claims-checking-after-a-year-of-delays', '', '', 'article', 55, 66, 0, '', 1, '2026-11-30 20:09:53.204654', NULL, 'aa504605cb57a2251722ed72af5880e9', 'f67a46c2174a11b0d9b42b26d2ed6665', '{"published": false, "quality": 66, "title": "Auditors Question Automated Claims Checking After a Year of Delays", "excerpt": "Supporters say that automated claims checking reaches three offices; critics point out that the sample is small. \u201cWe\u2019re careful with the numbers,\u201d said ...", "type": "article", "topics": ["AI"], "story": "af1ce9f073d4f239cc40f5cbeeb56935"}', '{"quality": 55}', '{}', 1, '{"quality": 1}', '{}', 0, 'waiting', '2026-11-30 20:09:53.204654', NULL, '2026-11-30 20:09:53.635226', NULL, 1, 4, 16, 13, 0, '{}', NULL, NULL, 0, 'b9494e5e39ef48a29324ec2c03dc73f5', '{"quality": ": 66"}'),
(5, '2026-11-04-fitters-and-works-councils-weigh-night-shift-cleaning-by-robot.md', 'news', 'Fitters and works councils weigh night-shift cleaning by robot', '&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site.', '2026-11-04 05:13:00', 'https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/', 'https://www.lanternpost.example/2026/11/fitters-and-works-councils-weigh-night-shift-cleaning-by-robot/', '', '', 'article', 140, 64, 0, '', 2, '2026-11-30 20:09:53.204654', NULL, 'b4c80ac2cf8e7a2646630fb410768776', 'e09349f088522cf7c2671da51e09bd94', '{"published": true, "quality": 140, "title": "Fitters and works councils weigh night-shift cleaning by robot", "excerpt": "&#8220;We&#8217;re careful with the numbers,&#8221; said one of the fitters; repair &amp; upkeep share a budget. Robotics engineers see it differently: in their view nobody has tried it at full scale, and work by hand still has its merits. Nine depots took part, and most of them want to go on, although results vary from site to site.", "type": "article", "topics": ["Robotics", "AI"], "story": "f82f83c8b7be0c167a453197ae0c5f72"}', '{}', '{}', 6, '{"published": 3}', '{}', 0, 'rejected', '2026-11-30 20:09:54.048060', NULL, '2026-11-30 20:09:55.474582', 2, 1, 5, 19, 5, 2, '{}', NULL, NULL, 0, 'c2019a19fb754856ae90b1078b90ad88', '{}'),
(6, 'moved.md', 'news', 'Why Cargo-bike Delivery Isn’t Ready for Fourteen More Lines', 'Five lines took part, and most of them want to go on, although staff need training. It is too soon to say whether cargo-bike delivery can reach twelve lines in a year, since the sample is small.', '2026-11-05 19:16:00', 'https://www.marlpit.example/a/3429938/why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines', 'https://www.marlpit.example/a/3429938/why-cargo-bike-delivery-isnt-ready-for-fourteen-more-lines', '', '', 'article', 110, 140, 1, '', 1, '2026-11-30 20:09:53.204654', NULL, 'c8d3d5c87ca99d4b96bd319f627d7e72', '07041143b958903808987f534934de74', '{"published": true, "quality": 110, "title": "Why Cargo-bike Delivery Isn\u2019t Ready for Fourteen More Lines", "excerpt": "Five lines took part, and most of them want to go on, although staff need training. It is too soon to say whether cargo-bike delivery can reach twelve lines in a year, since the sample is small.", "type": "article", "topics": ["Transport"], "story": "7b919a97ebd44e417052db54e71d0d9d"}', '{}', '{}', 0, '{}', '{}', 0, 'published', '2026-11-30 20:09:53.204654', '2026-11-30 20:09:53.204654', '2026-11-30 20:09:55.474582', NULL, 1, 6, 6, 6, 0, '{}', NULL, NULL, 0, 'ca828ed5b3b94b3fa07b677cda08db28', '{}'),
(7, '2026-11-12-explained-how-soft-gripper-handling-falls-short-of-early-promises.md', 'news', 'Explained: how soft-gripper handling falls short of early promises', 'Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.', '2026-11-12 18:25:00', 'https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631', 'https://mirror-science.quillmoor.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-400631', '', '', 'article', 39, 39, 0, '', 2, '2026-11-30 20:09:53.204654', NULL, 'e647807dbf90ab373fb0f886c4af6c64', '95f6eb5eeaa7c9cefe0e3722ed9f7887', '{"published": false, "quality": 39, "title": "Explained: how soft-gripper handling falls short of early promises", "excerpt": "Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.", "type": "article", "topics": ["Robotics", "AI"], "story": "9b8cb66a946e5d98d156d97a5f0874d7"}', '{}', '{}', 0, '{}', '{}', 0, 'waiting', '2026-11-30 20:09:53.204654', NULL, '2026-11-30 20:09:55.474582', NULL, 1, 7, 20, 9, 2, '{}', NULL, NULL, 0, '848aa485bdfe4b40ae081b0938a0e3bf', '{}'),
(8, '2026-11-13-explained-how-soft-gripper-handling-falls-short-of-early-promises.md', 'news', 'Explained: how soft-gripper handling falls short of early promises', 'Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.', '2026-11-13 22:25:00', 'https://www.wirefold.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-5936174', 'https://www.wirefold.example/news/explained-how-soft-gripper-handling-falls-short-of-early-promises-5936174', '', '', 'article', 85, -1, 1, '', 1, '2026-11-30 20:09:53.204654', NULL, '6f5cfcf6c2f44b752a789fc8dda22992', '95f6eb5eeaa7c9cefe0e3722ed9f7887', '{"published": true, "quality": 85, "title": "Explained: how soft-gripper handling falls short of early promises", "excerpt": "Works councils spent nine months comparing soft-gripper handling with work by hand in crowded warehouses.", "type": "article", "topics": ["Robotics", "AI"], "story": "03fbb2eac6ceccc8ad0399a6dcc9dd72"}', '{}', '{}', 0, '{}', '{}', 0, 'published', '2026-11-30 20:09:53.204654', '2026-11-30 20:09:53.204654', '2026-11-30 20:09:53.204654', NULL, 1, 8, 8, 15, 0, '{}', NULL, NULL, 0, '8beac4ac95f24f3aab0d42018f6cc297', '{}'),
(9, '2026-11-20-plain-language-drafting-raises-questions-of-liability-this-winter.md', 'news', 'Another story', 'The archives&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. Supporters say that plain-language drafting draws interest from abroad; critics point out that staff need training. The work began fourteen years ago in public libraries and has seldom made headlines since.', '2026-11-20 17:24:00', 'https://another.example/story', 'https://another.example/story', 'https://another.example/story', 'https://another.example/story', 'article', 47, 47, 0, '', 2, '2026-11-30 20:09:53.204654', NULL, '5d6970830e61d58d5f31af416aa7f44e', 'a06a6b8191c66c4908fedf955e614ffa', '{"published": false, "quality": 47, "title": "Another story", "excerpt": "The archives&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. Supporters say that plain-language drafting draws interest from abroad; critics point out that staff need training. The work began fourteen years ago in public libraries and has seldom made headlines since.", "type": "article", "topics": ["Language", "AI"], "story": "4579c1bb296d645f9dc9d7b1faaf8ca8"}', '{"published": true}', '{}', 2, '{"published": 2}', '{}', 0, 'waiting', '2026-11-30 20:09:55.474582', NULL, '2026-11-30 20:09:55.474582', NULL, 1, 9, 21, 8, 2, '{}', NULL, NULL, 0, '0e86410c37f74e68bdf2e5cdc73f0326', '{"published": ": false"}'),
(10, '2026-11-23-after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices.md', 'news', 'After a record winter, research labs turn to energy-aware scheduling in tax offices', 'The offices&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. A report published this week puts the saving at 27 per cent, but warns that nobody has tried it at full scale.', '2026-11-23 11:06:00', 'https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/', 'https://www.lanternpost.example/2026/11/after-a-record-winter-research-labs-turn-to-energy-aware-scheduling-in-tax-offices/', '', '', 'article', 1, -1, 1, '', 1, '2026-11-30 20:09:53.204654', NULL, '290429158a5036443adb82532a0631c9', 'b842d6a38b271a20a0afb870013a10ac', '{"published": false, "quality": 1, "title": "After a record winter, research labs turn to energy-aware scheduling in tax offices", "excerpt": "The offices&#8217; own figures for parts &amp; labour aren&#8217;t public: &#8220;not yet&#8221;, says a manager. A report published this week puts the saving at 27 per cent, but warns that nobody has tried it at full scale.", "type": "article", "topics": ["AI"], "story": "c7731cd1c223ec723e683c3cbf500ff8"}', '{"published": true}', '{}', 1, '{"published": 1}', '{}', 0, 'published', '2026-11-30 20:09:55.013095', '2026-11-30 20:09:55.013095', '2026-11-30 20:09:55.013095', 3, 1, 10, 18, 5, 0, '{}', NULL, NULL, 0, '561bca621c994318a94c1ed5d6ef9f3f', '{"published": ": false"}'),
(11, '2026-11-24-nursing-teams-extend-remote-heart-monitoring-with-a-smaller-budget.md', 'news', 'Nursing teams extend remote heart monitoring with a smaller budget', '', '2026-11-24 08:57:00', '', 'https://ninthbridge.example/news/nursing-teams-extend-remote-heart-monitoring-with-a-smaller-budget-7363738', '', '', 'article', 110, 110, 1, '', 1, '2026-11-30 20:09:53.204654', NULL, '6060f0e0f0c35fa0aacb123a14b5a4ea', 'd7c226bec0dbb7f83b29a19c36920295', '{"published": true, "quality": 110, "title": "Nursing teams extend remote heart monitoring with a smaller budget", "excerpt": "", "type": "article", "topics": ["Health"], "story": "88f04dd324b3012e896b52b99817033e"}', '{}', '{}', 0, '{}', '{}', 0, 'published', '2026-11-30 20:09:53.204654', '2026-11-30 20:09:53.204654', '2026-11-30 20:09:53.204654', NULL, 1, 11, 11, 7, 0, '{}', NULL, NULL, 0, '57e89f0d5dbc43898b5baba5e4d4b60f', '{}'),
(12, '2026-11-27-after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns.md', 'news', 'After a year of outages, cycling groups turn to shared school transport in commuter towns', 'Until now rail operators on branch lines had relied on fixed timetables, which takes longer and costs more. On branch lines, ...', '2026-11-27 22:44:00', 'https://www.quillmoor.example/news/after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns-3352288', 'https://www.quillmoor.example/news/after-a-year-of-outages-cycling-groups-turn-to-shared-school-transport-in-commuter-towns-3352288', '', '', 'article', 29, 29, 0, '', 1, '2026-11-30 20:09:53.204654', '2026-11-30 20:09:55.474582', '9c76408b120acf2afb0efd33aba0b59a', '56944da051c9c0768201d90bedfca640', '{"published": false, "quality": 29, "title": "After a year of outages, cycling groups turn to shared school transport in commuter towns", "excerpt": "Until now rail operators on branch lines had relied on fixed timetables, which takes longer and costs more. On branch lines, ...", "type": "article", "topics": ["Transport"], "story": "d0159ce8c09b7e0f8cb982a610c2a9ee"}', '{}', '{}', 0, '{}', '{}', 0, 'waiting', '2026-11-30 20:09:53.204654', NULL, '2026-11-30 20:09:53.204654', NULL, 1, 12, 12, 8, 0, '{}', NULL, NULL, 0, 'f782c0a715914f6c9231f08c5c40aa14', '{}');
INSERT INTO "articles_decisiondigest" ("decision_id", "digest") VALUES
(1, '63cc35cd1e5223fd6b1d1995eb1e714daafac746f7197ea58a276490a719b58a'),
(2, '478882da842754042ac47d683b4ff327516c9b62afd018b67a84f9cd199c9f08'),
(3, '773fdecb373fc2de40ae21e7028181194b7bfc899a3e2b0e5627c95ccf1c82b2'),
(4, '548f394690fae46cac2ff356c2374ce368aebfdb4c40237668568035fcb88a02'),
(5, 'b26274558a4bd33bad378c077ba3e1fb38e3d2a11162e9d193ab86caf352c172'),
(6, 'cd5095b84deab5a215ef1cd981e1426c3193779ed3e69839742fee57b94612cc'),
(7, 'bf3a1515799f5a2b6128b71bc28d97eadd0a837d4b17eced9b2356f4301dab8c'),
(8, 'a11fb7b41c549cb251318b111d95ae383817bdfea35d464f8773fe37539b5659'),
(9, '4cb1769f27fc4e4d2b8b5dad3e89cc4cd2c5311a2ff401098d7a01ec71c1f583'),
(10, '0755a36f745db27c416b05cfcb3f2ca5a40f31f0f9cec90eec8b9a7ba15aeff2'),
(11, '600f6249dfba00592df7b095ba5aced19f898841e7c87db0c7f32295bf33fb1d'),
(12, '66110352bcd9c023305b2dda9c78d333a6e4336000c10ebc4a0f11f0c337c862'),
(13, '4318132fec734bacd3965c324432dcf548d1585655bdec748b4db87eb8da57cd'),
(14, '8eb2efb2c18c3b5a7b4cb6a419f072a3d4958f4d886141a2073f653d88a65ee9'),
(15, '591adce74fd4e214160f91a7a6a553821003c12de727ffac0214e9b0af8c138a'),
(16, '27bcea16f27889501fa5716af238e7545bd0096ee3b630d35bb95ba30697dd6d');
INSERT INTO "articles_triggerevent" ("id", "kind", "at", "triggers", "note") VALUES
(1, 'installed', '2026-11-30 20:09:52.347754', '{"articles_act_no_update": "3720b42d4b01bbed77fb26bfd5af764b1a7e9730e5e6f97eb1be65554a7dd8c1", "articles_act_no_delete": "b0a78a0b750b41fd4689d242e9a06d8236d5ba784c2936ed53fe02b9272e3601", "articles_act_no_replace": "4c902525a0d5205d4d1e5bf0d6bb4423aeb75f6ef4419933afc0b3aec3be6d27", "articles_decision_no_update": "c813568af28ae49332fe5ae033ce607d9cff1fadb846645b964db8cf3ece6509", "articles_decision_no_delete": "2bd9e3e271acf4af8a3d364b811bc7cc70e6aeb6647140531068ec6c3179a53d", "articles_decision_no_replace": "61126c85a848bd24990f2be0341e2dd780271152c51ac80193840916bae4f054", "articles_decisiondigest_no_update": "8a6b32a06f61fd158ef4dc1cab7331f355871e27bf29cfa24debabec295e02e5", "articles_decisiondigest_no_delete": "e1005178f3e56eb6a9a9b0f459540f0ce3595b2d8dd41a25fd2eb7f1e47a6edb", "articles_decisiondigest_no_replace": "6005fa401e2c4ee18b2f0209ead7accaba2c019031c234a757872d75c8c3e7ed", "articles_redaction_no_update": "700661e4e168830388a74191e8c7579737201ee845f5689f36c2aedcb7757196", "articles_redaction_no_delete": "10618caa4ec845eb576c26037fe52d39a032da15b2e5f6601ceb87d90b998194", "articles_redaction_no_replace": "1606a66d6dca041fc151ed62844feb901b20b9b41157ae8e883abbdfe8400a91", "articles_triggerevent_no_update": "d2a2d050aab8942f2d2d21b932d2ef56242cd4c44da8d8fdd590653302c48aeb", "articles_triggerevent_no_delete": "8bda24f6e179c25a25d653dc9ef721a559901ae8fb63eb7dd986fa08102c7d63", "articles_triggerevent_no_replace": "e7dea0bacad8411dfd218c675e9ed337f1e4e57ea2405a949f5c997d06d6c391"}', '');
INSERT INTO "articles_collection" ("id", "name", "root", "site_url", "sort_name", "missing_publishes", "stories_complete", "stories_version") VALUES
(1, 'documents', '/srv/newsroom/documents', '', X'646F63756D656E747300646F63756D656E7473', 0, 1, 0);
INSERT INTO "articles_story" ("id", "begun_at", "collection_id", "merged_into_id") VALUES
(1, '2026-11-30 20:09:53.281450', 1, NULL);
INSERT INTO "articles_storycopy" ("article_id", "kind", "likeness", "likeness_of", "published_at", "provider_key", "headline_key", "address_key", "other_address_key", "compared", "collection_id", "like_id", "story_id") VALUES
(1, '', 0.0, 0, '2022-07-12 10:24:00', 'dcfc1a483a51795ff643db0f1a9b7295', '36ba59aceca0620ae2dd0ea3424b4844', '4f7b39b986e5e791b54043211c83cd15', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"accord": 0.138675, "reuter": 0.138675, "investig": 0.138675, "militari": 0.138675, "junta": 0.138675, "plan": 0.138675, "instal": 0.138675, "cctv": 0.138675, "system": 0.416025, "14": 0.138675, "state": 0.138675, "divis": 0.138675, "myanmar": 0.27735, "expand": 0.27735, "use": 0.27735, "chines": 0.27735, "made": 0.27735, "facial": 0.27735, "recognit": 0.27735, "report": 0.27735}}', 1, NULL, NULL),
(2, '', 0.0, 0, '2022-07-28 17:24:00', '14bd003dc9e06e04a2ffaad4c61bf514', 'e5722e2e1318bd601b704066adda5abc', '25c46bce03d72dae5b36a922ee48c259', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"right": 0.181942, "group": 0.181942, "warn": 0.181942, "high": 0.181942, "tech": 0.181942, "surveil": 0.181942, "system": 0.107458, "use": 0.322373, "track": 0.181942, "down": 0.181942, "elimin": 0.181942, "junta": 0.322373, "oppon": 0.181942, "explain": 0.363883, "myanmar": 0.214915, "chines": 0.214915, "facial": 0.214915, "recognit": 0.214915, "technolog": 0.363883}}', 1, NULL, NULL),
(3, '', 0.0, 0, '2026-10-25 13:38:00', 'c503e28ca5bd91c4f30d95261c35440e', 'dcef4810bb1b3f9ca5d6d1dbd89ed695', 'e2557cef506c7867cb44bf9bc4b6e5cf', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"soon": 0.086711, "say": 0.260133, "whether": 0.086711, "night": 0.346844, "time": 0.346844, "demand": 0.346844, "shift": 0.346844, "reach": 0.086711, "four": 0.086711, "substat": 0.086711, "year": 0.086711, "sinc": 0.086711, "result": 0.086711, "vari": 0.086711, "site": 0.173422, "energi": 0.086711, "economist": 0.086711, "spent": 0.086711, "twenti": 0.086711, "month": 0.086711, "compar": 0.086711, "convent": 0.086711, "suppli": 0.086711, "mountain": 0.086711, "villag": 0.086711, "trial": 0.086711, "it": 0.173422, "earli": 0.346844, "day": 0.173422, "despit": 0.173422, "doubt": 0.173422, "util": 0.173422}}', 1, NULL, NULL),
(5, '', 0.0, 0, '2026-11-04 05:13:00', '4bd2ef3ce907647bdf0fa42fd28f8b75', 'e09349f088522cf7c2671da51e09bd94', 'b4c80ac2cf8e7a2646630fb410768776', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"we''r": 0.117003, "care": 0.117003, "number": 0.117003, "said": 0.117003, "one": 0.117003, "fitter": 0.351008, "repair": 0.117003, "upkeep": 0.117003, "share": 0.117003, "budget": 0.117003, "robot": 0.351008, "engin": 0.117003, "see": 0.117003, "differ": 0.117003, "view": 0.117003, "nobodi": 0.117003, "tri": 0.117003, "full": 0.117003, "scale": 0.117003, "work": 0.351008, "hand": 0.117003, "still": 0.117003, "merit": 0.117003, "nine": 0.117003, "depot": 0.117003, "took": 0.117003, "part": 0.117003, "want": 0.117003, "go": 0.117003, "although": 0.117003, "result": 0.083017, "vari": 0.083017, "site": 0.166034, "council": 0.234005, "weigh": 0.234005, "night": 0.166034, "shift": 0.166034, "clean": 0.234005}}', 1, NULL, NULL),
(4, '', 0.0, 0, '2026-11-04 21:32:00', '8526ef4724799ab5a85ce539eb42ec89', 'f67a46c2174a11b0d9b42b26d2ed6665', 'aa504605cb57a2251722ed72af5880e9', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"support": 0.139492, "say": 0.102438, "autom": 0.418475, "claim": 0.418475, "check": 0.418475, "reach": 0.102438, "three": 0.139492, "offic": 0.139492, "critic": 0.139492, "point": 0.139492, "sampl": 0.139492, "small": 0.139492, "we''r": 0.102438, "care": 0.102438, "number": 0.102438, "said": 0.102438, "auditor": 0.278983, "question": 0.278983, "year": 0.204877, "delay": 0.278983}}', 1, NULL, NULL),
(6, '', 0.0, 0, '2026-11-05 19:16:00', 'f0ee6a9e82563177a26c7e968fc1d998', '07041143b958903808987f534934de74', 'c8d3d5c87ca99d4b96bd319f627d7e72', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"five": 0.122394, "line": 0.489577, "took": 0.092006, "part": 0.092006, "want": 0.092006, "go": 0.092006, "although": 0.092006, "staff": 0.122394, "need": 0.122394, "train": 0.122394, "soon": 0.092006, "say": 0.07423, "whether": 0.092006, "cargo": 0.367182, "bike": 0.367182, "deliveri": 0.367182, "reach": 0.07423, "twelv": 0.122394, "year": 0.07423, "sinc": 0.092006, "sampl": 0.092006, "small": 0.092006, "isn''t": 0.244788, "readi": 0.244788, "fourteen": 0.244788}}', 1, NULL, NULL),
(8, 'headline', 0.0, 0, '2026-11-13 22:25:00', '4a87ed4b68fd282c24e623f239a3b7d1', '95f6eb5eeaa7c9cefe0e3722ed9f7887', '6f5cfcf6c2f44b752a789fc8dda22992', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"work": 0.227181, "council": 0.11359, "spent": 0.11359, "nine": 0.11359, "month": 0.11359, "compar": 0.11359, "soft": 0.410525, "gripper": 0.410525, "handl": 0.410525, "hand": 0.11359, "crowd": 0.136842, "warehous": 0.136842, "explain": 0.227181, "fall": 0.273683, "short": 0.273683, "earli": 0.227181, "promis": 0.273683}}', 1, 7, 1),
(10, '', 0.0, 0, '2026-11-23 11:06:00', '4bd2ef3ce907647bdf0fa42fd28f8b75', 'b842d6a38b271a20a0afb870013a10ac', '290429158a5036443adb82532a0631c9', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"offic": 0.32965, "figur": 0.109883, "part": 0.080695, "labour": 0.109883, "aren''t": 0.109883, "public": 0.109883, "yet": 0.109883, "say": 0.071298, "manag": 0.109883, "report": 0.109883, "publish": 0.139072, "week": 0.139072, "put": 0.139072, "save": 0.139072, "27%": 0.139072, "warn": 0.109883, "nobodi": 0.109883, "tri": 0.109883, "full": 0.109883, "scale": 0.109883, "record": 0.278143, "winter": 0.219766, "research": 0.278143, "lab": 0.278143, "turn": 0.278143, "energi": 0.219766, "awar": 0.278143, "schedul": 0.278143, "tax": 0.278143}}', 1, NULL, NULL),
(11, '', 0.0, 0, '2026-11-24 08:57:00', '646154d451a4a76b001942a926797995', 'd7c226bec0dbb7f83b29a19c36920295', '6060f0e0f0c35fa0aacb123a14b5a4ea', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"nurs": 0.361938, "team": 0.361938, "extend": 0.361938, "remot": 0.361938, "heart": 0.361938, "monitor": 0.361938, "smaller": 0.361938, "budget": 0.288105}}', 1, NULL, NULL),
(12, '', 0.0, 0, '2026-11-27 22:44:00', 'f50160d4976e13bc51e1c3d2d83b7d29', '56944da051c9c0768201d90bedfca640', '9c76408b120acf2afb0efd33aba0b59a', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"now": 0.1437, "rail": 0.1437, "oper": 0.1437, "branch": 0.287401, "line": 0.230237, "reli": 0.1437, "fix": 0.1437, "timet": 0.1437, "take": 0.1437, "longer": 0.1437, "cost": 0.1437, "year": 0.15467, "outag": 0.287401, "cycl": 0.287401, "group": 0.230237, "turn": 0.230237, "share": 0.230237, "school": 0.287401, "transport": 0.287401, "commut": 0.287401, "town": 0.287401}}', 1, NULL, NULL),
(7, 'headline', 0.0, 0, '2026-11-12 18:25:00', '9a368eacac3a2226f1f69a0036164c55', '95f6eb5eeaa7c9cefe0e3722ed9f7887', 'e647807dbf90ab373fb0f886c4af6c64', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"work": 0.214923, "council": 0.119724, "spent": 0.119724, "nine": 0.119724, "month": 0.119724, "compar": 0.119724, "soft": 0.406599, "gripper": 0.406599, "handl": 0.406599, "hand": 0.119724, "crowd": 0.135533, "warehous": 0.135533, "explain": 0.239448, "fall": 0.271066, "short": 0.271066, "earli": 0.239448, "promis": 0.271066}}', 1, 8, 1),
(9, '', 0.0, 0, '2026-11-20 17:24:00', 'f50160d4976e13bc51e1c3d2d83b7d29', 'a06a6b8191c66c4908fedf955e614ffa', '5d6970830e61d58d5f31af416aa7f44e', '', '{"fragments": ["", ""], "months": [], "years": [], "numbers": [], "weights": {"archiv": 0.157585, "figur": 0.135896, "part": 0.10857, "labour": 0.135896, "aren''t": 0.135896, "public": 0.271792, "yet": 0.135896, "say": 0.197635, "manag": 0.135896, "support": 0.135896, "plain": 0.157585, "languag": 0.157585, "draft": 0.157585, "draw": 0.157585, "interest": 0.157585, "abroad": 0.157585, "critic": 0.135896, "point": 0.135896, "staff": 0.135896, "need": 0.135896, "train": 0.135896, "work": 0.098817, "began": 0.157585, "fourteen": 0.135896, "year": 0.098817, "ago": 0.157585, "librari": 0.157585, "seldom": 0.157585, "made": 0.135896, "headlin": 0.157585, "sinc": 0.120507, "anoth": 0.389328, "stori": 0.389328}}', 1, NULL, NULL);
INSERT INTO "articles_wordfrequency" ("id", "word", "texts", "collection_id") VALUES
(1, '14', 1, 1),
(2, 'accord', 1, 1),
(3, 'cctv', 1, 1),
(4, 'chines', 2, 1),
(5, 'divis', 1, 1),
(6, 'expand', 1, 1),
(7, 'facial', 2, 1),
(8, 'instal', 1, 1),
(9, 'investig', 1, 1),
(10, 'junta', 2, 1),
(11, 'made', 3, 1),
(12, 'militari', 1, 1),
(13, 'myanmar', 2, 1),
(14, 'plan', 1, 1),
(15, 'recognit', 2, 1),
(16, 'report', 2, 1),
(17, 'reuter', 1, 1),
(18, 'state', 1, 1),
(19, 'system', 2, 1),
(20, 'use', 2, 1),
(21, '', 14, 1),
(23, 'down', 1, 1),
(24, 'elimin', 1, 1),
(25, 'explain', 4, 1),
(27, 'group', 2, 1),
(28, 'high', 1, 1),
(31, 'oppon', 1, 1),
(33, 'right', 1, 1),
(34, 'surveil', 1, 1),
(36, 'tech', 1, 1),
(37, 'technolog', 1, 1),
(38, 'track', 1, 1),
(40, 'warn', 2, 1),
(42, 'although', 2, 1),
(43, 'budget', 2, 1),
(44, 'care', 2, 1),
(45, 'clean', 1, 1),
(46, 'compar', 4, 1),
(47, 'convent', 1, 1),
(48, 'council', 4, 1),
(49, 'day', 1, 1),
(50, 'demand', 1, 1),
(51, 'depot', 1, 1),
(52, 'despit', 1, 1),
(53, 'differ', 1, 1),
(54, 'doubt', 1, 1),
(55, 'earli', 4, 1),
(56, 'economist', 1, 1),
(57, 'energi', 2, 1),
(58, 'engin', 1, 1),
(59, 'fitter', 1, 1),
(60, 'four', 1, 1),
(61, 'full', 2, 1),
(62, 'go', 2, 1),
(63, 'hand', 4, 1),
(64, 'it', 1, 1),
(65, 'merit', 1, 1),
(66, 'month', 4, 1),
(67, 'mountain', 1, 1),
(68, 'night', 2, 1),
(69, 'nine', 4, 1),
(70, 'nobodi', 2, 1),
(71, 'number', 2, 1),
(72, 'one', 1, 1),
(73, 'part', 5, 1),
(74, 'reach', 3, 1),
(75, 'repair', 1, 1),
(76, 'result', 2, 1),
(77, 'robot', 1, 1),
(78, 'said', 2, 1),
(79, 'say', 6, 1),
(80, 'scale', 2, 1),
(81, 'see', 1, 1),
(82, 'share', 2, 1),
(83, 'shift', 2, 1),
(84, 'sinc', 4, 1),
(85, 'site', 2, 1),
(86, 'soon', 2, 1),
(87, 'spent', 4, 1),
(88, 'still', 1, 1),
(89, 'substat', 1, 1),
(90, 'suppli', 1, 1),
(91, 'time', 1, 1),
(92, 'took', 2, 1),
(93, 'tri', 2, 1),
(94, 'trial', 1, 1),
(95, 'twenti', 1, 1),
(96, 'upkeep', 1, 1),
(97, 'util', 1, 1),
(98, 'vari', 2, 1),
(99, 'view', 1, 1),
(100, 'villag', 1, 1),
(101, 'want', 2, 1),
(102, 'we''r', 2, 1),
(103, 'weigh', 1, 1),
(104, 'whether', 2, 1),
(105, 'work', 6, 1),
(106, 'year', 6, 1),
(109, 'auditor', 1, 1),
(110, 'autom', 1, 1),
(111, 'bike', 1, 1),
(113, 'cargo', 1, 1),
(114, 'check', 1, 1),
(115, 'claim', 1, 1),
(118, 'critic', 3, 1),
(119, 'crowd', 3, 1),
(120, 'delay', 1, 1),
(121, 'deliveri', 1, 1),
(124, 'fall', 3, 1),
(125, 'five', 1, 1),
(126, 'fourteen', 3, 1),
(128, 'gripper', 3, 1),
(130, 'handl', 3, 1),
(131, 'isn''t', 1, 1),
(132, 'line', 2, 1),
(134, 'need', 3, 1),
(137, 'offic', 2, 1),
(139, 'point', 3, 1),
(140, 'promis', 3, 1),
(141, 'question', 2, 1),
(143, 'readi', 1, 1),
(145, 'sampl', 2, 1),
(147, 'short', 3, 1),
(149, 'small', 2, 1),
(150, 'soft', 3, 1),
(153, 'staff', 3, 1),
(154, 'support', 3, 1),
(155, 'three', 1, 1),
(157, 'train', 3, 1),
(158, 'twelv', 1, 1),
(160, 'warehous', 3, 1),
(166, '27%', 1, 1),
(167, 'abroad', 2, 1),
(168, 'ago', 2, 1),
(169, 'archiv', 2, 1),
(170, 'aren''t', 3, 1),
(171, 'awar', 1, 1),
(172, 'began', 2, 1),
(173, 'branch', 1, 1),
(175, 'commut', 1, 1),
(176, 'cost', 1, 1),
(178, 'cycl', 1, 1),
(179, 'draft', 2, 1),
(180, 'draw', 2, 1),
(182, 'extend', 1, 1),
(183, 'figur', 3, 1),
(184, 'fix', 1, 1),
(188, 'headlin', 2, 1),
(189, 'heart', 1, 1),
(190, 'interest', 2, 1),
(191, 'lab', 1, 1),
(192, 'labour', 3, 1),
(193, 'languag', 2, 1),
(194, 'liabil', 1, 1),
(195, 'librari', 2, 1),
(197, 'longer', 1, 1),
(199, 'manag', 3, 1),
(200, 'monitor', 1, 1),
(203, 'now', 1, 1),
(204, 'nurs', 1, 1),
(206, 'oper', 1, 1),
(207, 'outag', 1, 1),
(209, 'plain', 2, 1),
(211, 'public', 3, 1),
(212, 'publish', 1, 1),
(213, 'put', 1, 1),
(215, 'rail', 1, 1),
(216, 'rais', 1, 1),
(217, 'record', 1, 1),
(218, 'reli', 1, 1),
(219, 'remot', 1, 1),
(221, 'research', 1, 1),
(222, 'save', 1, 1),
(225, 'schedul', 1, 1),
(226, 'school', 1, 1),
(227, 'seldom', 2, 1),
(230, 'smaller', 1, 1),
(233, 'take', 1, 1),
(234, 'tax', 1, 1),
(235, 'team', 1, 1),
(236, 'timet', 1, 1),
(237, 'town', 1, 1),
(239, 'transport', 1, 1),
(241, 'turn', 2, 1),
(243, 'week', 1, 1),
(244, 'winter', 2, 1),
(247, 'yet', 3, 1),
(251, 'anoth', 1, 1),
(291, 'stori', 1, 1);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES
('django_migrations', 44),
('django_admin_log', 0),
('django_content_type', 45),
('auth_permission', 190),
('auth_group', 3),
('auth_user', 4),
('articles_act', 15),
('articles_image', 22),
('articles_savedview', 2),
('auth_group_permissions', 54),
('articles_defaultgrant', 54),
('articles_decision', 16),
('articles_skip', 1),
('articles_provider', 15),
('articles_topic', 7),
('articles_importentry', 19),
('articles_article', 12),
('articles_collection', 1),
('otp_totp_totpdevice', 0),
('articles_triggerevent', 1),
('auth_user_groups', 3),
('articles_signintry', 3),
('articles_signinevent', 6),
('articles_importrun', 3),
('articles_documenttext', 21),
('articles_articletopic', 18),
('articles_relatedlink', 11),
('articles_articleaddress', 16),
('articles_wordfrequency', 298),
('articles_story', 1),
('articles_lease', 2),
('articles_batch', 2),
('articles_batchitem', 4),
('articles_storychange', 3),
('articles_invaliddocument', 1);
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");
CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id");
CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id");
CREATE INDEX "django_admin_log_content_type_id_c4bce8eb" ON "django_admin_log" ("content_type_id");
CREATE INDEX "django_admin_log_user_id_c564eba6" ON "django_admin_log" ("user_id");
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "articles_batch_by_id_d9d3200e" ON "articles_batch" ("by_id");
CREATE INDEX "articles_batchitem_article_id_026df75f" ON "articles_batchitem" ("article_id");
CREATE INDEX "articles_batchitem_in_the_way_id_25c33a49" ON "articles_batchitem" ("in_the_way_id");
CREATE INDEX "articles_invaliddocument_collection_id_e686c52b" ON "articles_invaliddocument" ("collection_id");
CREATE INDEX "articles_lease_by_id_9c135a5e" ON "articles_lease" ("by_id");
CREATE INDEX "articles_relatedlink_article_id_ba44f149" ON "articles_relatedlink" ("article_id");
CREATE INDEX "articles_relatedlink_provider_id_11fcbe8e" ON "articles_relatedlink" ("provider_id");
CREATE INDEX "articles_signinevent_user_id_ffaf4f80" ON "articles_signinevent" ("user_id");
CREATE INDEX "articles_storyturn_after_id_aaf96322" ON "articles_storychange" ("after_id");
CREATE INDEX "articles_storyturn_article_id_f40c9d37" ON "articles_storychange" ("article_id");
CREATE INDEX "articles_storyturn_before_id_2848b3a3" ON "articles_storychange" ("before_id");
CREATE INDEX "articles_storyturn_run_id_0c9702c2" ON "articles_storychange" ("run_id");
CREATE INDEX "articles_articletopic_topic_id_eb3e9983" ON "articles_articletopic" ("topic_id");
CREATE INDEX "articles_act_by_id_6a0c960c" ON "articles_act" ("by_id");
CREATE INDEX "act_by_person" ON "articles_act" ("by_id", "at" DESC, "id" DESC);
CREATE INDEX "act_newest_first" ON "articles_act" ("at" DESC, "id" DESC);
CREATE INDEX "address_by_key" ON "articles_articleaddress" ("key");
CREATE UNIQUE INDEX "article_has_an_address_once" ON "articles_articleaddress" ("article_id", "key");
CREATE INDEX "batch_item_by_outcome" ON "articles_batchitem" ("batch_id", "outcome", "position");
CREATE INDEX "batch_item_to_do" ON "articles_batchitem" ("batch_id", "position") WHERE "outcome" = '';
CREATE UNIQUE INDEX "batch_names_an_article_once" ON "articles_batchitem" ("batch_id", "article_id");
CREATE INDEX "import_newest_first" ON "articles_importrun" ("kind", "finished_at" DESC);
CREATE INDEX "import_by_collection" ON "articles_importrun" ("collection_id", "kind", "id" DESC);
CREATE UNIQUE INDEX "one_import_of_a_collection_at_a_time" ON "articles_importrun" ("collection_id") WHERE "finished_at" IS NULL;
CREATE UNIQUE INDEX "one_invalid_document_per_path" ON "articles_invaliddocument" ("collection_id", "path");
CREATE INDEX "lease_by_person" ON "articles_lease" ("by_id", "until");
CREATE INDEX "articles_image_article_id_5f6bf24f" ON "articles_image" ("article_id");
CREATE INDEX "articles_image_provider_id_01d63a1e" ON "articles_image" ("provider_id");
CREATE INDEX "articles_image_related_link_id_556124a3" ON "articles_image" ("related_link_id");
CREATE UNIQUE INDEX "view_name_once_a_person" ON "articles_savedview" ("by_id", "name");
CREATE UNIQUE INDEX "view_name_once_for_all" ON "articles_savedview" ("name") WHERE "is_for_all";
CREATE INDEX "articles_savedview_by_id_bbc12672" ON "articles_savedview" ("by_id");
CREATE INDEX "sign_in_newest_first" ON "articles_signinevent" ("at" DESC, "id" DESC);
CREATE UNIQUE INDEX "article_files_a_topic_once" ON "articles_articletopic" ("article_id", "topic_id");
CREATE UNIQUE INDEX "default_granted_once" ON "articles_defaultgrant" ("group", "permission");
CREATE UNIQUE INDEX "decision_number_once_per_article" ON "articles_decision" ("article_id", "number");
CREATE INDEX "articles_decision_text_id_b3e0980c" ON "articles_decision" ("text_id");
CREATE INDEX "articles_decision_withdraws_id_1d68ade6" ON "articles_decision" ("withdraws_id");
CREATE INDEX "decision_by_act" ON "articles_decision" ("act_id", "id");
CREATE INDEX "articles_skip_article_id_e3e40169" ON "articles_skip" ("article_id");
CREATE INDEX "articles_skip_by_id_9a54d896" ON "articles_skip" ("by_id");
CREATE UNIQUE INDEX "skip_counted_once" ON "articles_skip" ("by_id", "scope", "day", "article_id", "times") WHERE "undo_token" = '';
CREATE INDEX "skip_by_person" ON "articles_skip" ("by_id", "id" DESC);
CREATE UNIQUE INDEX "one_provider_per_name_and_domain" ON "articles_provider" ("name", "domain");
CREATE INDEX "provider_by_domain" ON "articles_provider" ("domain");
CREATE INDEX "provider_by_folded_name" ON "articles_provider" ("folded_name");
CREATE INDEX "provider_by_folded_domain" ON "articles_provider" ("folded_domain");
CREATE INDEX "topic_by_folded_name" ON "articles_topic" ("folded_name");
CREATE INDEX "articles_importentry_article_id_c21f4a3f" ON "articles_importentry" ("article_id");
CREATE INDEX "import_entry_by_status" ON "articles_importentry" ("run_id", "status", "id");
CREATE INDEX "provider_by_sort_name" ON "articles_provider" ("sort_name", "domain");
CREATE INDEX "topic_by_sort_name" ON "articles_topic" ("sort_name");
CREATE UNIQUE INDEX "one_article_per_document" ON "articles_article" ("collection_id", "path");
CREATE INDEX "articles_article_decided_by_id_4d921404" ON "articles_article" ("decided_by_id");
CREATE INDEX "articles_article_first_text_id_9b205ca2" ON "articles_article" ("first_text_id");
CREATE INDEX "articles_article_newest_text_id_11f61940" ON "articles_article" ("newest_text_id");
CREATE INDEX "article_by_status_quality" ON "articles_article" ("status", "rank" DESC, "id" DESC);
CREATE INDEX "article_by_status_date" ON "articles_article" ("status", "published_at" DESC, "id" DESC);
CREATE INDEX "article_by_status_arrival" ON "articles_article" ("status", "arrived_at" DESC, "id" DESC);
CREATE INDEX "article_by_status_since" ON "articles_article" ("status", "status_since" DESC, "id" DESC);
CREATE INDEX "article_by_public_since" ON "articles_article" ("status", "public_since" DESC, "id" DESC) WHERE "status" = 'published';
CREATE INDEX "article_by_url" ON "articles_article" ("url_key");
CREATE INDEX "article_by_title" ON "articles_article" ("title_key", "status", "id" DESC);
CREATE INDEX "article_by_provider" ON "articles_article" ("provider_id", "status", "public_since" DESC);
CREATE INDEX "article_decided_by_provider" ON "articles_article" ("provider_id", "status_since" DESC) WHERE "decided_by_id" IS NOT NULL;
CREATE INDEX "article_in_conflict" ON "articles_article" ("id") WHERE "conflict_count" > 0;
CREATE INDEX "article_waiting_since" ON "articles_article" ("status", "status_since", "id", "collection_id", "gone_at") WHERE ("gone_at" IS NULL AND "status" = 'waiting');
CREATE INDEX "article_decided_by_people" ON "articles_article" ("status", "quality", "decided_by_id", "gone_at") WHERE "decided_by_id" IS NOT NULL;
CREATE INDEX "article_by_quality" ON "articles_article" ("rank" DESC, "id" DESC);
CREATE INDEX "article_by_date" ON "articles_article" ("published_at" DESC, "id" DESC);
CREATE INDEX "article_by_arrival" ON "articles_article" ("arrived_at" DESC, "id" DESC);
CREATE INDEX "article_changed_since" ON "articles_article" ("status", "rank" DESC, "id" DESC, "gone_at") WHERE "unseen_since" IS NOT NULL;
CREATE INDEX "article_withdrawn" ON "articles_article" ("status", "rank" DESC, "id" DESC, "gone_at") WHERE "withdrawn_since" IS NOT NULL;
CREATE INDEX "article_by_since" ON "articles_article" ("status_since", "id");
CREATE INDEX "sign_in_refused" ON "articles_signinevent" ("id") WHERE "kind" = 'refused';
CREATE INDEX "try_by_network" ON "articles_signintry" ("network", "at" DESC);
CREATE INDEX "try_oldest_first" ON "articles_signintry" ("at");
CREATE INDEX "articles_usersession_user_id_bbdb006c" ON "articles_usersession" ("user_id");
CREATE INDEX "session_oldest_first" ON "articles_usersession" ("begun_at");
CREATE UNIQUE INDEX "recovery_codes_once_a_person" ON "articles_recoverycodes" ("user_id");
CREATE UNIQUE INDEX "recovery_code_once" ON "articles_recoverycode" ("of_id", "digest");
CREATE INDEX "articles_recoverycodes_user_id_ae6e23b6" ON "articles_recoverycodes" ("user_id");
CREATE INDEX "articles_recoverycode_of_id_6ac73df0" ON "articles_recoverycode" ("of_id");
CREATE INDEX "articles_redaction_article_id_ccdd9950" ON "articles_redaction" ("article_id");
CREATE INDEX "articles_redaction_by_id_1c4cfd2b" ON "articles_redaction" ("by_id");
CREATE INDEX "collection_by_sort_name" ON "articles_collection" ("sort_name");
CREATE INDEX "articles_story_collection_id_c9f829cd" ON "articles_story" ("collection_id");
CREATE INDEX "articles_story_merged_into_id_7fdb6190" ON "articles_story" ("merged_into_id");
CREATE INDEX "copy_by_date" ON "articles_storycopy" ("collection_id", "published_at");
CREATE INDEX "copy_by_story" ON "articles_storycopy" ("story_id", "published_at");
CREATE INDEX "copy_by_headline" ON "articles_storycopy" ("collection_id", "headline_key", "published_at");
CREATE INDEX "copy_by_address" ON "articles_storycopy" ("collection_id", "address_key", "published_at");
CREATE INDEX "copy_by_other_address" ON "articles_storycopy" ("collection_id", "other_address_key", "published_at");
CREATE UNIQUE INDEX "a_copy_is_pointed_out_once" ON "articles_storypointer" ("article_id", "other_id");
CREATE INDEX "articles_storypointer_other_id_099f3972" ON "articles_storypointer" ("other_id");
CREATE UNIQUE INDEX "a_words_frequency_is_one" ON "articles_wordfrequency" ("collection_id", "word");
CREATE INDEX "webauthncredential_sha256_idx" ON "django_otp_webauthn_webauthncredential" ("credential_id_sha256");
CREATE INDEX "django_otp_webauthn_webauthncredential_user_id_023391d8" ON "django_otp_webauthn_webauthncredential" ("user_id");
CREATE INDEX "otp_totp_totpdevice_user_id_0fb18292" ON "otp_totp_totpdevice" ("user_id");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE VIRTUAL TABLE articles_words_by_trigram USING fts5(text, content='articles_articlewords', content_rowid='article_id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0);
INSERT INTO articles_words_by_trigram(articles_words_by_trigram) VALUES ('rebuild');
CREATE TRIGGER articles_act_no_update BEFORE UPDATE ON articles_act BEGIN SELECT RAISE(ABORT, 'articles_act: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_act_no_delete BEFORE DELETE ON articles_act BEGIN SELECT RAISE(ABORT, 'articles_act: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_act_no_replace BEFORE INSERT ON articles_act WHEN EXISTS (SELECT 1 FROM articles_act WHERE (id = NEW.id) OR (token = NEW.token)) BEGIN SELECT RAISE(ABORT, 'articles_act: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_decision_no_update BEFORE UPDATE ON articles_decision BEGIN SELECT RAISE(ABORT, 'articles_decision: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_decision_no_delete BEFORE DELETE ON articles_decision BEGIN SELECT RAISE(ABORT, 'articles_decision: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_decision_no_replace BEFORE INSERT ON articles_decision WHEN EXISTS (SELECT 1 FROM articles_decision WHERE (id = NEW.id) OR (article_id = NEW.article_id AND number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'articles_decision: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_decisiondigest_no_update BEFORE UPDATE ON articles_decisiondigest BEGIN SELECT RAISE(ABORT, 'articles_decisiondigest: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_decisiondigest_no_delete BEFORE DELETE ON articles_decisiondigest BEGIN SELECT RAISE(ABORT, 'articles_decisiondigest: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_decisiondigest_no_replace BEFORE INSERT ON articles_decisiondigest WHEN EXISTS (SELECT 1 FROM articles_decisiondigest WHERE (decision_id = NEW.decision_id)) BEGIN SELECT RAISE(ABORT, 'articles_decisiondigest: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_redaction_no_update BEFORE UPDATE ON articles_redaction BEGIN SELECT RAISE(ABORT, 'articles_redaction: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_redaction_no_delete BEFORE DELETE ON articles_redaction BEGIN SELECT RAISE(ABORT, 'articles_redaction: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_redaction_no_replace BEFORE INSERT ON articles_redaction WHEN EXISTS (SELECT 1 FROM articles_redaction WHERE (id = NEW.id) OR (text_id = NEW.text_id)) BEGIN SELECT RAISE(ABORT, 'articles_redaction: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_triggerevent_no_update BEFORE UPDATE ON articles_triggerevent BEGIN SELECT RAISE(ABORT, 'articles_triggerevent: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_triggerevent_no_delete BEFORE DELETE ON articles_triggerevent BEGIN SELECT RAISE(ABORT, 'articles_triggerevent: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_triggerevent_no_replace BEFORE INSERT ON articles_triggerevent WHEN EXISTS (SELECT 1 FROM articles_triggerevent WHERE (id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'articles_triggerevent: rows are added, never changed or removed'); END;
CREATE TRIGGER articles_words_by_trigram_insert AFTER INSERT ON articles_articlewords BEGIN INSERT INTO articles_words_by_trigram(rowid, text) VALUES (NEW.article_id, NEW.text); END;
CREATE TRIGGER articles_words_by_trigram_update AFTER UPDATE ON articles_articlewords BEGIN INSERT INTO articles_words_by_trigram(articles_words_by_trigram, rowid, text) VALUES ('delete', OLD.article_id, OLD.text); INSERT INTO articles_words_by_trigram(rowid, text) VALUES (NEW.article_id, NEW.text); END;
CREATE TRIGGER articles_words_by_trigram_delete AFTER DELETE ON articles_articlewords BEGIN INSERT INTO articles_words_by_trigram(articles_words_by_trigram, rowid, text) VALUES ('delete', OLD.article_id, OLD.text); END;
COMMIT;

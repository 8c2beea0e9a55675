"""The desk's URLs. A new one needs a row in the table of permissions in tests/test_access.py."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from articles.desk.account.password import password
from articles.desk.account.preferences import preferences
from articles.desk.account.second_factor.app import app, app_qr
from articles.desk.account.second_factor.overview import (
    overview,
    passkey_add,
    passkey_options,
    passkey_rename,
    recovery_codes,
)
from articles.desk.account.second_factor.removal import remove_app, remove_passkey
from articles.desk.account.second_factor.step import (
    second_step,
    second_step_options,
    second_step_passkey,
)
from articles.desk.account.sessions import end_session, sessions
from articles.desk.account.sign_in import SignIn
from articles.desk.account.sign_ins import sign_ins
from articles.desk.article.decide import decide, undo
from articles.desk.article.repair_title import repair_title
from articles.desk.article.versions import download, texts
from articles.desk.article.views import article
from articles.desk.batch.views import batch, batch_leave_out, batch_run, batch_stop, batches
from articles.desk.conflicts.views import conflicts, settle
from articles.desk.health import healthz, readyz
from articles.desk.history.csv_export import history_csv
from articles.desk.history.undo import redo, undo_last
from articles.desk.history.views import act, history
from articles.desk.imports.views import imports, one_import
from articles.desk.providers.views import provider, providers
from articles.desk.queue.changes import changes
from articles.desk.queue.saving_views import delete_view, save_view
from articles.desk.queue.suggestions import suggestions
from articles.desk.queue.views import arrivals, queue, row
from articles.desk.request import post_only
from articles.desk.review.views import (
    review,
    review_decide,
    review_leave,
    review_next,
    review_renew,
    review_skip,
)
from articles.desk.stories.keep_best import keep_best
from articles.desk.stories.views import story
from articles.desk.today.views import today
from articles.feeds.views import published_atom, published_json

urlpatterns = [
    path("", today, name="home"),
    path("queue/", queue, name="queue"),
    path("queue/arrivals/", arrivals, name="arrivals"),
    path("queue/changes/", changes, name="changes"),
    path("queue/suggestions/", suggestions, name="suggestions"),
    path("articles/<int:pk>/", article, name="article"),
    path("articles/<int:pk>/row/", row, name="row"),
    path("articles/<int:pk>/texts/", texts, name="texts"),
    path("articles/<int:pk>/document/", download, name="download"),
    path("conflicts/", conflicts, name="conflicts"),
    path("conflicts/settle/", settle, name="settle"),
    path("batches/", batches, name="batches"),
    path("batches/<int:pk>/", batch, name="batch"),
    path("batches/<int:pk>/leave-out/", batch_leave_out, name="batch-leave-out"),
    path("batches/<int:pk>/run/", batch_run, name="batch-run"),
    path("batches/<int:pk>/stop/", batch_stop, name="batch-stop"),
    path("imports/", imports, name="imports"),
    path("imports/<int:pk>/", one_import, name="import"),
    path("providers/", providers, name="providers"),
    path("providers/<int:pk>/", provider, name="provider"),
    path("stories/<int:pk>/", story, name="story"),
    path("articles/<int:pk>/decide/", decide, name="decide"),
    path("articles/<int:pk>/keep-best/", keep_best, name="keep-best"),
    path("articles/<int:pk>/repair-title/", repair_title, name="repair-title"),
    path("acts/<int:pk>/undo/", undo, name="undo"),
    path("undo/", undo_last, name="undo-last"),
    path("redo/", redo, name="redo"),
    path("history/", history, name="history"),
    path("history.csv", history_csv, name="history-csv"),
    path("acts/<int:pk>/", act, name="act"),
    path("password/", password, name="password"),
    path("sessions/", sessions, name="sessions"),
    path("sessions/end/", end_session, name="end-session"),
    path("sign-ins/", sign_ins, name="sign-ins"),
    path("review/", review, name="review"),
    path("review/next/", review_next, name="review-next"),
    path("review/leave/", review_leave, name="review-leave"),
    path("review/<int:pk>/decide/", review_decide, name="review-decide"),
    path("review/<int:pk>/skip/", review_skip, name="review-skip"),
    path("review/<int:pk>/renew/", review_renew, name="review-renew"),
    path("preferences/", preferences, name="preferences"),
    path("second-factor/", overview, name="second-factor"),
    path("second-factor/app/", app, name="second-factor-app"),
    path("second-factor/app/qr.svg", app_qr, name="second-factor-qr"),
    path("second-factor/app/remove/", remove_app, name="second-factor-remove-app"),
    path("second-factor/passkeys/", passkey_add, name="passkey-add"),
    path("second-factor/passkeys/options/", passkey_options, name="passkey-options"),
    path("second-factor/passkeys/<int:pk>/rename/", passkey_rename, name="passkey-rename"),
    path("second-factor/passkeys/<int:pk>/remove/", remove_passkey, name="passkey-remove"),
    path("second-factor/recovery-codes/", recovery_codes, name="recovery-codes"),
    path("views/", save_view, name="save-view"),
    path("views/<int:pk>/delete/", delete_view, name="delete-view"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/second-step/", second_step, name="second-step"),
    path("sign-in/second-step/options/", second_step_options, name="second-step-options"),
    path("sign-in/second-step/passkey/", second_step_passkey, name="second-step-passkey"),
    path("sign-out/", login_not_required(post_only(LogoutView.as_view())), name="sign-out"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("feeds/published.atom", published_atom, name="published-atom"),
    path("feeds/published.json", published_json, name="published-json"),
]

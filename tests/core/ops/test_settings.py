"""Settings: their defaults, and values from the environment."""

from __future__ import annotations

import json
import re

from tests.core.ops.fresh import PRODUCTION, ROOT, run


def read(*expressions: str, **env: str) -> list:
    names = "from django.conf import settings as s; d = s.DATABASES['default']"
    code = f"import json; {names}; print(json.dumps([{', '.join(expressions)}]))"
    done = run("-c", code, **(PRODUCTION | env))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# expression, default, variable, another value, and the resulting setting
NUMBERS = [
    ("d['CONN_MAX_AGE']", 1800, "CONN_MAX_AGE", "60", 60),
    ("d['CONN_HEALTH_CHECKS']", True, "CONN_HEALTH_CHECKS", "0", False),
    ("d['OPTIONS']['prepare_threshold']", 5, "DB_TRANSACTION_POOLER", "1", None),
    ("s.WEB_THREADS", 4, "WEB_THREADS", "2", 2),
    ("s.MAX_CONNECTIONS_PER_ADDRESS", 128, "MAX_CONNECTIONS_PER_ADDRESS", "9", 9),
    ("s.PORT", 8000, "PORT", "9000", 9000),
    ("s.LOGGING['handlers']['console']['formatter']", "json", "LOG_FORMAT", "line", "line"),
]


def test_number_settings_have_a_default_and_a_variable():
    expressions, defaults, variables, given, then = zip(*NUMBERS, strict=True)

    assert read(*expressions) == list(defaults)
    assert read(*expressions, **dict(zip(variables, given, strict=True))) == list(then)


def test_database_has_statement_and_lock_timeouts():
    (options,) = read("d['OPTIONS']['options']")

    assert "-c statement_timeout=30000" in options
    assert "-c lock_timeout=2000" in options
    assert "-c idle_in_transaction_session_timeout=60000" in options


def test_database_keepalives_detect_a_vanished_server_within_a_minute():
    (options,) = read("d['OPTIONS']")
    matches = options["keepalives_interval"] * options["keepalives_count"]

    assert options["keepalives_idle"] + matches <= 60
    assert options["tcp_user_timeout"] <= 60_000


def test_database_url_options_are_preserved():
    url = "postgres://someone@localhost/whendoist?sslmode=require"
    (options,) = read("d['OPTIONS']", DATABASE_URL=url)

    assert options["sslmode"] == "require"
    assert options["application_name"] == "whendoist-web"


def test_job_retry_exceeds_three_times_the_timeout():
    (queue,) = read("s.Q_CLUSTER")

    assert queue["retry"] > 3 * queue["timeout"]


def test_start_fails_by_name_without_secret_key():
    done = run("manage.py", "check", DATABASE_URL=PRODUCTION["DATABASE_URL"])

    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stderr


def test_secret_key_is_created_once_with_the_embedded_postgres(tmp_path):
    code = (
        "import sys; from pathlib import Path; from core.ops.secrets import load_or_create_secret; "
        "print(load_or_create_secret(Path(sys.argv[1])))"
    )
    path = tmp_path / "var" / "secret-key"
    first, second = (run("-c", code, str(path)).stdout for _ in range(2))

    assert len(first) > 50
    assert first == second
    assert path.stat().st_mode & 0o077 == 0


def test_production_settings_pass_check_deploy():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_env_example_lists_every_setting_with_a_comment():
    listed = (ROOT / ".env.example").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings_source()))
    names = re.findall(r"^# ?([A-Z_]+)=", listed, re.MULTILINE)

    assert set(names) == read
    assert len(names) == len(set(names))
    for paragraph in re.findall(r"(?:^#.*\n)+", listed, re.MULTILINE):
        assert not re.match(r"# ?[A-Z_]+=", paragraph), paragraph


def test_env_example_lists_the_actual_defaults():
    plain = r'env\.\w+\(\s*"([A-Z_]+)",\s*default=(?:"([^"]*)"|([\d_]+))[,)]'
    matches = re.findall(plain, settings_source())
    defaults = {name: text or number.replace("_", "") for name, text, number in matches}
    lines = (ROOT / ".env.example").read_text().splitlines()
    listed = dict(line.removeprefix("# ").split("=", 1) for line in lines if "=" in line)

    assert len(defaults) > 15
    assert {name: listed[name] for name in defaults} == defaults


def settings_source() -> str:
    return (ROOT / "whendoist" / "settings.py").read_text()

"""docs/nginx.md and settings.sh say what is so."""
import re
import subprocess

import pytest

from stack_rig import BUILD, PATH, SOURCE

NGINX = SOURCE / "nginx"
MANUAL = (SOURCE / "docs/nginx.md").read_text()
SETTINGS = dict(re.findall(r'^: "\$\{([A-Z0-9_]+):=(.*?)\}"',
                           (NGINX / "settings.sh").read_text(), re.M))


def section(title):
    return MANUAL.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rendered(where, **env):
    done = subprocess.run([NGINX / "render.sh", where / "conf"], text=True,
                          env={"PATH": PATH, "NGINX_RUN_DIR":
                               str(where / "run"), **env},
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return "\n".join(path.read_text()
                     for path in (where / "conf").rglob("*.conf"))


def test_every_setting_is_in_the_manual():
    assert len(SETTINGS) > 35
    names = set(re.findall(r"^\| (`.*?) \|", section("Settings"), re.M))
    named = set(re.findall("`([A-Z0-9_]+)`", " ".join(names)))
    assert named == set(SETTINGS)


def test_every_name_in_a_template_is_a_setting_or_made_of_some():
    render = (NGINX / "render.sh").read_text()
    for path in [NGINX / "nginx.conf.in", *NGINX.glob("snippets/*.in")]:
        for name in re.findall("@([A-Z][A-Z0-9_]*)@", path.read_text()):
            assert name in SETTINGS or f"{name}=" in render, (path, name)


def test_the_templates_say_their_version(tmp_path):
    version = re.search(r"AC_INIT\(\[finplan\], \[([0-9.]+)\]",
                        (SOURCE / "configure.ac").read_text()).group(1)
    assert f"fastcgi_param HTTP_X_EDGE_VERSION {version};" in \
        rendered(tmp_path)


def test_defaults_of_the_manual(tmp_path):
    text = rendered(tmp_path)
    for number, name in re.findall(
            r"\| `(?:RATE_LIMIT_REQUESTS_PER_MINUTE|NGINX_CACHE_SECONDS)` "
            r"\| (\d+) \| (per client|how long)", MANUAL):
        assert {"per client": f"zone=client:10m rate={number}r/m",
                "how long": f"fastcgi_cache_valid             200 {number}s"
                }[name] in re.sub(" +rate", " rate", text)
    kept = re.search(r"`NGINX_SIM_KEEPALIVE` \| (\d+), (\d+)", MANUAL)
    assert re.findall(r"keepalive (\d+);", text) == [*kept.groups()] * 2
    for name, pattern in [
            ("NGINX_CONNECTIONS_PER_CLIENT", r"in_progress +(\d+);"),
            ("NGINX_WORKER_CONNECTIONS", r"worker_connections (\d+);"),
            ("NGINX_DRAIN_SECONDS", r"worker_shutdown_timeout (\d+)s"),
            ("NGINX_MAINTENANCE_SECONDS", r"Retry-After (\d+) always")]:
        default = re.search(rf"\| `{name}` \| (\d+)", MANUAL).group(1)
        assert default == SETTINGS[name]
        assert default in re.findall(pattern, text), name


def test_figures_of_the_guide_exist():
    known = "".join(path.read_text() for path in
                    (SOURCE / "fcgi-app/telemetry").glob("*.c"))
    names = set(re.findall(r"`(finplan_\w+)", section("What to turn when")))
    assert len(names) > 12
    assert not [name for name in names if f'"{name}"' not in known]
    log = (NGINX / "snippets/logging.conf.in").read_text()
    for field in ("seconds", "upstream_seconds", "upstream_connect_seconds",
                  "upstream_header_seconds", "bytes_out", "limit",
                  "remote_addr", "path", "request_id"):
        assert f"`{field}`" in section("What to turn when")
        assert f'"{field}":' in log


def test_the_budget(tmp_path):
    """Each wait of the table is the one that is set, and ends before the one
    outside it."""
    text = rendered(tmp_path)
    program = BUILD / "finplan-api"
    if not program.exists():
        pytest.skip(f"{program} is not built")
    ours = dict(line.split("=", 1) for line in subprocess.run(
        [program, "--check-config"], capture_output=True, text=True,
        env={"PATH": PATH}, check=False).stdout.splitlines() if "=" in line)
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\d+) (m?s)[^|]*\| ([^|]*)",
                      section("One budget for time"), re.M)
    told = {}
    for who, _, number, unit, source in rows:
        ms = int(number) * (1 if unit == "ms" else 1000)
        told.setdefault(who.strip(), ms)
        for name in re.findall("`([A-Z0-9_]+)`", source):
            if name.endswith("_MS"):
                assert int(ours[name]) == ms, name
            elif name == "REQUEST_TIMEOUT_SECONDS" and who == "worker":
                assert int(ours[name]) * 1000 == ms
    assert f"fastcgi_read_timeout      {told['nginx'] // 1000}s" in text
    assert told["client, ingress"] > told["nginx"] > told["worker"] > \
        told["database"] > told["cache"]
    others = section("One budget for time").split("other waits")[1]
    for what, directive in [
            ("request header, whole", "client_header_timeout"),
            ("body, between two reads", "client_body_timeout"),
            ("reply, between two writes", "send_timeout"),
            ("connecting to the application", "fastcgi_connect_timeout"),
            ("whose token it is", "fastcgi_read_timeout"),
            ("an idle client connection", "keepalive_timeout"),
            ("an idle connection to the application", "keepalive_timeout"),
            ("requests in progress", "worker_shutdown_timeout")]:
        number = re.search(rf"^\| {what}[^|]* \| (\d+) s", others,
                           re.M).group(1)
        assert re.search(rf"\b{directive} +{number}s;", text), what
    assert int(ours["IDLE_TIMEOUT_SECONDS"]) == 75


@pytest.mark.parametrize("name, value", [
    ("NGINX_LIMITS_DRY_RUN", "perhaps"), ("NGINX_BROTLI", "yes"),
    ("NGINX_HEAVY_RATE_PER_MINUTE", "0"), ("NGINX_LOGIN_RATE_BURST", "x"),
    ("NGINX_CACHE_SECONDS", "-1"), ("WORKERS", "0"),
    ("NGINX_RATE_ALLOW", "10.0.0.0/8; include /etc/passwd"),
    ("NGINX_TRUSTED_PROXIES", "$remote_addr"),
    ("CORS_ALLOWED_ORIGINS", 'https://a" 1; default "*'),
    ("FINPLAN_API_ADDRESS", "unix:/a{}"), ("FINPLAN_SIM_ADDRESS", " "),
    ("NGINX_MAINTENANCE_FILE", "/tmp/x) {"), ("NGINX_RUN_DIR", "/a b"),
    ("NGINX_TLS_LISTEN", "8443"), ("NGINX_API_KEEPALIVE", "many"),
    ("NGINX_ACCESS_LOG", "/tmp/a\nb"), ("NGINX_ERROR_LOG_LEVEL", "crit"),
])
def test_wrong_settings_are_named(tmp_path, name, value):
    done = subprocess.run(
        [NGINX / "render.sh", tmp_path / "conf"], text=True,
        env={"PATH": PATH, "NGINX_RUN_DIR": str(tmp_path / "run"),
             name: value}, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2, done.stderr
    if value.strip():
        assert name in done.stderr
    assert not (tmp_path / "conf/nginx.conf").exists()


def test_more_kept_connections_than_the_pool_takes(tmp_path):
    done = subprocess.run(
        [NGINX / "render.sh", tmp_path / "conf"], text=True,
        env={"PATH": PATH, "NGINX_RUN_DIR": str(tmp_path / "run"),
             "WORKERS": "1", "MAX_CONNECTIONS": "100",
             "NGINX_API_KEEPALIVE": "60", "NGINX_WORKER_PROCESSES": "2"},
        stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2 and "NGINX_API_KEEPALIVE" in done.stderr

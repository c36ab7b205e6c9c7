import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from deployment import DEPLOY, HOUSE, documents, image_commands, judged, procfile, program, start_commands
from packaging.requirements import Requirement

from limpide.database.connection_budget import share_connections
from limpide.portfolio.portfolio import Portfolio
from limpide.service.heartbeat import Beats
from limpide.service.metrics import Metrics
from limpide.settings import Settings

_WORKFLOWS = sorted(f".github/workflows/{path.name}" for path in (HOUSE / ".github" / "workflows").glob("*.yml"))
SCHEMAS = {
    "vendor.compose-spec": ["deploy/container/compose.yaml"],
    "vendor.github-workflows": _WORKFLOWS,
    "vendor.dependabot": [".github/dependabot.yml"],
}
OWN_SCHEMAS = {
    "render.schema.json": ["deploy/render/render.yaml"],
    "appengine.schema.json": ["deploy/appengine/app.yaml", "deploy/appengine/dashboard.yaml"],
}
MANIFESTS = sorted(path.name for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")
# What platforms give, and what only a proxy or a compose file asks about.
NOT_OURS = {"LIMPIDE_PROCESS", "LIMPIDE_HOST", "LIMPIDE_MODELS", "LIMPIDE_API", "LIMPIDE_DASHBOARD"}
NOT_OURS |= {"LIMPIDE_HTTP_PORT", "LIMPIDE_HTTPS_PORT"}


def follows(kind: str, schema: str, *files: str) -> None:
    from check_jsonschema import main  # type: ignore[import-untyped]  # in this process: it takes seconds to load

    ended = CliRunner().invoke(main, [kind, schema, *(str(HOUSE / file) for file in files)])
    assert ended.exit_code == 0, ended.output


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"deploy_{name}", DEPLOY / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_at_the_root_are_those_that_the_locks_and_the_dashboard_make() -> None:
    write = script("write")
    hint = 'run "make deploy-files"'
    assert (HOUSE / "requirements.txt").read_text() == write.requirements(), hint
    assert (HOUSE / ".streamlit" / "config.toml").read_text() == write.streamlit_config(), hint
    tomllib.loads(write.streamlit_config())


def pins(file: str, python: str) -> dict[str, str]:
    """The versions that a file of requirements gives a server with some Python on Linux."""
    server = {"python_full_version": python, "python_version": python.rpartition(".")[0], "sys_platform": "linux"}
    lines = (HOUSE / file).read_text().splitlines()
    found = [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"[a-z0-9]\S*==", line)]
    named = [(each.name, str(each.specifier)) for each in found if each.marker is None or each.marker.evaluate(server)]
    assert len(dict(named)) == len(named), file
    return dict(named)


@pytest.mark.parametrize("python", ["3.11.9", "3.12.9", "3.13.9"])
def test_platforms_install_the_versions_of_the_locks_whatever_their_python(python: str) -> None:
    installed = pins("requirements.txt", python)
    for lock in ("service", "dashboard"):
        assert pins(f"requirements/{lock}.txt", python).items() <= installed.items(), lock


@pytest.mark.parametrize(("schema", "files"), SCHEMAS.items())
def test_files_of_others_follow_their_own_schemas(schema: str, files: list[str]) -> None:
    follows("--builtin-schema", schema, *files)


@pytest.mark.parametrize(("schema", "files"), OWN_SCHEMAS.items())
def test_files_without_a_schema_to_be_had_follow_what_their_manuals_say(schema: str, files: list[str]) -> None:
    follows("--schemafile", str(HOUSE / "tests" / "deploy" / schema), *files)


def test_manifests_are_those_of_kubernetes() -> None:
    judged(program("kubernetes-validate"), "--strict", *(f"deploy/kubernetes/{name}" for name in MANIFESTS))


def test_kustomize_names_every_manifest() -> None:
    [kustomization] = documents("kubernetes/kustomization.yaml")
    assert sorted(kustomization["resources"]) == [name for name in MANIFESTS if "example" not in name]


def test_the_image_is_built_as_hadolint_likes_it() -> None:
    judged(program("hadolint"), "deploy/container/Dockerfile")


def test_the_workflows_hold_nothing_that_zizmor_fears() -> None:
    judged(program("zizmor"), "--offline", "--no-progress", "--min-severity", "medium", ".github")


def test_the_workflows_hold_nothing_that_actionlint_minds() -> None:
    judged(program("actionlint"), *(str(path) for path in (HOUSE / ".github" / "workflows").glob("*.yml")))


def test_the_proxy_understands_its_configuration() -> None:
    caddy = program("caddy")
    judged(caddy, "validate", "--config", str(DEPLOY / "container" / "Caddyfile"), "--adapter", "caddyfile")


def test_actions_are_githubs_own_and_each_stands_at_one_commit() -> None:
    text = "".join(path.read_text() for path in (HOUSE / ".github" / "workflows").glob("*.yml"))
    used = re.findall(r"uses: (?!\./)(.+)", text)
    assert used and all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in used)


def test_nothing_is_deployed_before_every_other_job_has_passed_on_main() -> None:
    import yaml  # type: ignore[import-untyped]

    jobs = yaml.safe_load((HOUSE / ".github" / "workflows" / "ci.yml").read_text())["jobs"]
    assert set(jobs["deploy"]["needs"]) == set(jobs) - {"deploy"}
    assert "github.ref == 'refs/heads/main'" in jobs["deploy"]["if"]
    assert [name for name, job in jobs.items() if "deploy.yml" in str(job.get("uses"))] == ["deploy"]


def test_every_platform_starts_the_same_two_commands() -> None:
    serve, dashboard = (f'limpide {what} --host 0.0.0.0 --port "$PORT"' for what in ("serve", "dashboard"))
    found = start_commands()
    assert found.pop("procfile") == serve.replace("serve", '"${LIMPIDE_PROCESS:-serve}"')
    assert {name: command for name, command in found.items() if command not in (serve, dashboard)} == {}
    for where, words in image_commands().items():
        written = dashboard if "dashboard" in where else serve
        assert words[:5] == written.split()[:5], where
        assert words[5:] == ["8501" if "dashboard" in where else "8000"], where


def test_every_platform_migrates_before_it_starts() -> None:
    migrate = "limpide database migrate"
    [compose], [render], [job] = (
        documents(f) for f in ("container/compose.yaml", "render/render.yaml", "kubernetes/migrate.yaml")
    )
    assert procfile()["release"].endswith(f"|| {migrate}")
    assert compose["services"]["migrate"]["command"] == migrate.split()
    assert compose["services"]["api"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert render["services"][0]["preDeployCommand"] == migrate
    assert job["spec"]["template"]["spec"]["containers"][0]["command"] == migrate.split()


def containers() -> dict[str, Any]:
    pods = (
        documents(f"kubernetes/{name}.yaml")[0]["spec"]["template"]["spec"] for name in ("api", "dashboard", "migrate")
    )
    return {container["name"]: (pod, container) for pod in pods for container in pod["containers"]}


@pytest.mark.parametrize("name", ["api", "dashboard", "migrate"])
def test_pods_have_no_rights_and_bounded_resources(name: str) -> None:
    pod, container = containers()[name]
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] == 10001
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    if name != "migrate":
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()


def test_what_is_composed_cannot_write_nor_gain_rights() -> None:
    [compose] = documents("container/compose.yaml")
    for name in ("api", "dashboard", "migrate", "proxy"):
        service = compose["services"][name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_images_run_as_nobody_and_say_how_they_are() -> None:
    text = (DEPLOY / "container" / "Dockerfile").read_text()
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)
    assert "USER 10001:10001" in next(stage for stage in stages if " AS bare" in stage)
    for target in ("service", "dashboard"):
        stage = next(each for each in stages if each.startswith(f"bare AS {target}"))
        assert "HEALTHCHECK" in stage and "USER" not in stage


def test_every_variable_of_a_deployment_is_a_setting() -> None:
    known = {f"LIMPIDE_{name}".upper() for name in Settings.model_fields}
    files = [path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in [*files, HOUSE / "Procfile", *(HOUSE / ".github").rglob("*.yml")]:
        named = set(re.findall(r"\bLIMPIDE_[A-Z_]*[A-Z]\b", path.read_text())) - NOT_OURS
        assert named <= known | {"LIMPIDE_TEST_POSTGRES", "LIMPIDE_AUDIT"}, path


def test_no_secret_is_written_down() -> None:
    [secret] = documents("kubernetes/secret.example.yaml")
    assert secret["stringData"]["LIMPIDE_KEY"] == "" and "PASSWORD" in secret["stringData"]["DATABASE_URL"]
    lines = (DEPLOY / "container" / ".env.example").read_text().splitlines()
    assert {"POSTGRES_PASSWORD=", "LIMPIDE_KEY="} <= set(lines)


def test_a_release_says_what_changed_and_refuses_a_tag_that_nobody_described() -> None:
    notes = script("release_notes").notes
    changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-11-21)\n\n- More.\n\n## 1.1.0\n\n- Less.\n"
    assert notes("1.2.0", changelog=changelog, project="1.2.0") == "- More.\n"
    with pytest.raises(SystemExit, match="make them agree"):
        notes("1.2.1", changelog=changelog, project="1.2.0")
    with pytest.raises(SystemExit, match=r"no section for 1\.3\.0"):
        notes("1.3.0", changelog=changelog, project="1.3.0")


def test_the_build_sees_no_file_that_it_does_not_need() -> None:
    ignored = (DEPLOY / "container" / "Dockerfile.dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "container" / "Dockerfile").read_text(), re.MULTILINE)
    offered = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored and {name for line in copied for name in line.split()} == offered
    assert all(Path(HOUSE, name).exists() for name in offered)


def test_what_must_run_by_itself_is_scheduled_without_rights() -> None:
    jobs = {each["metadata"]["name"]: each for each in documents("kubernetes/jobs.yaml") if each["kind"] == "CronJob"}
    assert jobs.keys() == {"backup", "verify", "purge"}
    for name, job in jobs.items():
        pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        [container] = pod["containers"]
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
        assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert f" {name}" in " ".join(container["command"])


def test_the_pods_of_the_autoscaler_share_the_connections_of_a_database_as_it_is_shipped() -> None:
    scaler = next(each for each in documents("kubernetes/api.yaml") if each["kind"] == "HorizontalPodAutoscaler")
    [settings] = documents("kubernetes/settings.yaml")
    replicas = int(settings["data"]["LIMPIDE_REPLICAS"])
    assert replicas == scaler["spec"]["maxReplicas"]
    assert share_connections(97, processes=replicas) == 10


def test_alerts_name_numbers_that_are_measured(portfolio: Portfolio) -> None:
    [rules] = documents("prometheus/alerts.yaml")
    metrics = Metrics()
    metrics.count("GET", "/", 200, 0.1)
    page = metrics.page(portfolio, workers={1: Beats(0, 0, 0)}, writable=True).decode()
    for rule in rules["groups"][0]["rules"]:
        for name in re.findall(r"limpide_\w+", rule["expr"]):
            assert re.search(rf"^{name}[{{ ]", page, flags=re.MULTILINE), name
        assert rule["labels"]["severity"] in ("page", "ticket") and rule["annotations"]["summary"]

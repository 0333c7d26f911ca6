"""When a build may not follow the last one, by its arguments and by its models."""

import pytest

from reviewhouse.transform.extent import is_partial, models_version


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["build"], False),
        (["build", "--exclude-resource-type", "unit_test", "--select", "fqn:*"], False),
        (["build", "--select", "mrt_dim_brand+"], True),
        (["run", "-s", "fqn:reviewhouse.mart"], True),
        (["build", "--exclude", "mrt_dim_date"], True),
        (["build", "--select", "fqn:*", "--exclude", "mrt_dim_date"], True),
        (["build", "--select=mrt_dim_brand"], True),
    ],
)
def test_picked_models_are_a_part(arguments, expected):
    assert is_partial(arguments) is expected


def test_another_model_or_macro_is_another_version_and_a_description_is_not(tmp_path):
    for folder in ("models/staging", "macros"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "dbt_project.yml").write_text("name: reviewhouse")
    (tmp_path / "models/staging/one.sql").write_text("select 1")
    first = models_version(tmp_path)
    (tmp_path / "models/staging/one.yml").write_text("models: []")
    assert models_version(tmp_path) == first
    (tmp_path / "macros/two.sql").write_text("{% macro two() %}2{% endmacro %}")
    second = models_version(tmp_path)
    (tmp_path / "models/staging/one.sql").write_text("select 3")
    assert len({first, second, models_version(tmp_path)}) == 3

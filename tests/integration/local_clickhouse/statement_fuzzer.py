"""Statements that nobody would write: attempts on the rights, written in other ways, wrapped and combined at random."""

import random
import re
from collections.abc import Iterator

from tests.integration.local_clickhouse.rights_attempts import ATTEMPTS

_COMMON = ("SELECT 1 AS insert", "SHOW TABLES FROM system", "SELECT text FROM dwh_dev.peep", "SELECT file('SECRET')")
_TRIED = sorted({sql for attempts in ATTEMPTS.values() for attempt in attempts for sql in attempt.statements})
_BASES = (*_COMMON * 20, *_TRIED)
_SETTINGS = (
    "format_schema",
    "output_format_schema",
    "input_format_record_errors_file_path",
    "format_template_row",
    "rename_files_after_processing",
    "dialect",
    "allow_experimental_eval_table_function",
    "readonly",
    "profile",
    "mutations_execute_subqueries_on_initiator",
    "default_normal_view_sql_security",
    "chdb_client_name",
    "role",
    "compatibility",
    "implicit_select",
    "max_execution_time",
    "max_memory_usage",
    "additional_result_filter",
    "allow_experimental_analyzer",
    "input_format_allow_errors_num",
    "async_insert",
    "use_query_cache",
    "url_base",
)
_VALUES = (
    "'NEW'",
    "'SECRET'",
    "0",
    "1",
    "'file'",
    "'admin'",
    "'NONE'",
    "'18.1'",
    "'kusto'",
    "DEFAULT",
    "1000000000000",
)
_SPACES = (
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\f",
    "/**/",
    "/* ' */",
    "/* /* */ ' */",
    "// '\n",
    "-- `\n",
    "#! '\n",
    "\u00a0",
    "\u2003",
    "\ufeff",
    "\v",
    "",
)
_WRAPS = (
    "EXPLAIN {}",
    "EXPLAIN SYNTAX {}",
    "EXPLAIN PIPELINE {}",
    "DESCRIBE ({})",
    "SELECT * FROM ({})",
    "({})",
    "{};",
    "{}; {}",
    "WITH x AS ({}) SELECT * FROM x",
    "SELECT * FROM view({})",
    "SELECT * FROM viewIfPermitted({} ELSE null('x String'))",
    "CREATE TEMPORARY TABLE t AS {}",
    "CREATE OR REPLACE VIEW dwh_dev.peep AS {}",
    "INSERT INTO dwh_dev.later {}",
    "CREATE OR REPLACE VIEW dwh_dev.peep (text String) AS {}",
    "CREATE OR REPLACE TABLE dwh_dev.f ENGINE = Memory AS {}",
    "INSERT INTO FUNCTION null('x String') {}",
    "{} UNION ALL {}",
    "SELECT 1 WHERE 1 IN ({})",
    "SELECT (SELECT * FROM ({}))",
    "ALTER TABLE dwh_dev.later UPDATE text = ({}) WHERE 1",
    "DELETE FROM dwh_dev.later WHERE text IN ({})",
    "{} PARALLEL WITH {}",
    "SELECT * FROM eval('{}')",
    "SELECT * FROM remote('127.0.0.1', view({}))",
    "SELECT * FROM loop(({}))",
    "CREATE MATERIALIZED VIEW dwh_dev.m ENGINE = Memory AS {}",
    "BEGIN {}",
    "SET x = ({})",
)
_ENDS = (
    " INTO OUTFILE 'NEW'",
    " AS insert INTO OUTFILE 'NEW'",
    " FORMAT Protobuf",
    " FORMAT Template",
    " FORMAT CSV",
    " LIMIT 1",
    " FROM INFILE 'SECRET' FORMAT TSV",
    " INTO OUTFILE 'NEW' APPEND FORMAT TSV",
    " SETTINGS {}",
    " FORMAT Null SETTINGS {}",
)
_WORD = re.compile(r"[A-Za-z_]\w*")
_PIECES = re.compile(r"'(?:[^'\\]|\\.)*'|`[^`]*`|\"[^\"]*\"|\w+|\s+|.", re.DOTALL)


class Fuzzer:
    """The same seed makes the same statements."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def sessions(self, count: int) -> Iterator[tuple[list[str], dict[str, str]]]:
        """Statements that follow each other, and parameters of their requests."""
        for _ in range(count):
            statements = [self.statement() for _ in range(self._random.randint(1, 3))]
            parameters = {}
            if self._random.random() < 0.3:
                parameters[self._random.choice(_SETTINGS)] = self._random.choice(_VALUES).strip("'")
            yield statements, parameters

    def statement(self) -> str:
        choice, chance = self._random.choice, self._random.random
        sql = choice(_BASES)
        while chance() < 0.4:
            wrap = choice(_WRAPS)
            sql = wrap.replace("{}", sql.replace("'", "\\'") if "'{}'" in wrap else sql)
        if chance() < 0.4:
            sql += choice(_ENDS).replace("{}", ", ".join(self._setting() for _ in range(self._random.randint(1, 2))))
        if chance() < 0.1:
            sql = f"SET {self._setting()}"
        how_often = choice((0, 0, 0.03, 0.12))
        return "".join(self._disguised(piece) if chance() < how_often else piece for piece in _PIECES.findall(sql))

    def _setting(self) -> str:
        return f"{self._random.choice(_SETTINGS)} = {self._random.choice(_VALUES)}"

    def _disguised(self, piece: str) -> str:
        """The same piece as the engine reads it, or something near."""
        choice = self._random.choice
        if piece.isspace():
            return choice(_SPACES) + choice(_SPACES)
        if piece.startswith("'"):
            return choice(
                (
                    f"$${piece[1:-1]}$$",
                    f"\u2018{piece[1:-1]}\u2019",
                    f"$q${piece[1:-1]}$q$",
                    piece.replace("e", "\\x65"),
                )
            )
        if _WORD.fullmatch(piece):
            middle = len(piece) // 2
            return choice(
                (
                    piece.lower(),
                    piece.upper(),
                    piece.swapcase(),
                    f"`{piece}`",
                    f'"{piece}"',
                    f"\u201c{piece}\u201d",
                    f"`{piece[:middle]}\\N{piece[middle:]}`",
                    f"`\\x{ord(piece[0]):02x}{piece[1:]}`",
                    f"{piece}/**/",
                    "insert",
                )
            )
        return piece

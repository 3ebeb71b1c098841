"""Check a published draw: recompute every hash, ticket, probability, sample and pair of a bundle. 核验公开的抽取结果.

    python verify.py [BUNDLE [HASH]]        HASH: the hash of the frozen lists, as it was published before the draw

Python 3.9 or newer and its standard library are all it needs. It opens files of the bundle and nothing else.
"""

# fmt: off
# Kept compact: the whole program is meant to be read in one sitting.
from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

ALL = 1 << 53
PRIME = 1048573

class Refused(Exception):
    """A difference: Chinese and English sentence."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n    {en}")

def ticket(seed: bytes, word: str) -> int:
    """Return the first 53 bits of SHA-256(seed, 00, word)."""
    return int.from_bytes(hashlib.sha256(seed + b"\x00" + word.encode()).digest()[:8], "big") >> 11

def positions(seed: bytes, words: list[str], permanent: bytes | None, fresh_share: float) -> dict[str, int]:
    """Return the place of each firm on the circle; later years turn the permanent ticket by a shift known with the seed only."""
    if permanent is None:
        return {word: ticket(seed, word) for word in words}
    shift, limit = (1 << 51) + (ticket(seed, "shift") >> 1), int(fresh_share * ALL)
    return {word: ticket(seed, word) if ticket(seed, f"fresh:{word}") < limit else (ticket(permanent, word) + shift) % ALL for word in words}

def sample_sizes(seed: bytes, item: str, strata: list[tuple[int, Fraction, int]]) -> list[tuple[Fraction, int]]:
    """Return expected and drawn size of each class (count, rate, minimum): one common number rounds all of them."""
    number = Fraction(2 * ticket(seed, f"sizes:{item}") + 1, 2 * ALL)
    total, before, sizes = Fraction(0), math.floor(number), []
    for count, rate, minimum in strata:
        target = min(max(rate * count, Fraction(min(minimum, count))), Fraction(count))
        total += target
        after = math.floor(total + number)
        sizes.append((target, after - before))
        before = after
    return sizes

def inclusion_probabilities(sizes: list[float], n: int) -> list[float]:
    """Return probabilities in proportion to size that add up to n; who would pass 1 is taken for certain, in rounds."""
    certain: set[int] = set()
    while True:
        rest = [i for i in range(len(sizes)) if i not in certain]
        total, left = math.fsum(sizes[i] for i in rest), n - len(certain)
        new = {i for i in rest if left * sizes[i] >= total} if total > 0 else set()
        if not new or left <= 0:
            break
        certain |= new
    return [1.0 if i in certain else (left * size / total if total > 0 and left > 0 else 0.0) for i, size in enumerate(sizes)]

def systematic(pi: list[float], start: float) -> list[int]:
    """Return who holds one of the points start, start + 1, … on the line of added probabilities."""
    chosen, line = [], 0.0
    for i, p in enumerate(pi):
        before, line = line, line + p
        end = round(line) if i == len(pi) - 1 else line
        if math.ceil(end - start) > math.ceil(before - start):
            chosen.append(i)
    return chosen

def scaled(weights: list[float], n: int) -> list[float]:
    """Return chances p = cw / (1 + cw) whose sum is n: the design does not depend on c, the arithmetic does."""
    low, high = -80.0, 80.0
    for _ in range(100):
        middle = (low + high) / 2
        c = math.exp(middle)
        low, high = (middle, high) if math.fsum(c * w / (1 + c * w) for w in weights) < n else (low, middle)
    c = math.exp((low + high) / 2)
    return [c * w / (1 + c * w) for w in weights]

def tails(p: list[float], n: int) -> list[list[float]]:
    """Return the chance that m of the units from i on are taken, for every i and every m up to n."""
    rows = [[1.0] + [0.0] * n]
    for chance in reversed(p):
        old = rows[-1]
        rows.append([old[0] * (1 - chance)] + [old[m] * (1 - chance) + old[m - 1] * chance for m in range(1, n + 1)])
    return rows[::-1]

def conditional_poisson(p: list[float], n: int, numbers: Any) -> list[int]:
    """Return a sample of fixed size n with chance in proportion to the product of p / (1 - p), one unit after the other."""
    rows, left, chosen = tails(p, n), n, []
    for i, (chance, number) in enumerate(zip(p, numbers)):
        if left and number * rows[i][left] < chance * rows[i + 1][left - 1]:
            chosen.append(i)
            left -= 1
    return chosen

def drbg(seed: bytes, size: int) -> Any:
    """Yield ``size`` bytes per request from HMAC-DRBG with SHA-256 (NIST SP 800-90A), seeded once."""
    key, state, data, made = bytes(32), b"\x01" * 32, seed, b""
    while True:
        for mark in (b"\x00", b"\x01") if data else (b"\x00",):
            key = hmac.digest(key, state + mark + data, "sha256")
            state = hmac.digest(key, state, "sha256")
        if not data:
            yield made[:size]
        made, data = b"", b""
        while len(made) < size:
            state = hmac.digest(key, state, "sha256")
            made += state

def sampford(pi: list[float], n: int, seed: bytes) -> list[int]:
    """Return a sample of Sampford's design: conditional Poisson, kept in proportion to the sum of 1 - pi over the sample."""
    numbers = (((int.from_bytes(raw, "big") >> 11) + 0.5) / ALL for raw in drbg(seed, 8))
    p = scaled([one / (1 - one) for one in pi], n)
    most = math.fsum(sorted((1 - one for one in pi), reverse=True)[:n])
    while True:
        chosen = conditional_poisson(p, n, [next(numbers) for _ in pi])
        if next(numbers) * most < math.fsum(1 - pi[i] for i in chosen):
            return chosen

def rfc3797(pool: int, n: int, key: bytes) -> list[int]:
    """Return the places drawn by RFC 3797 from a pool in order."""
    left, chosen = list(range(pool)), []
    for turn in range(n):
        count = turn.to_bytes(2, "big")
        chosen.append(left.pop(int.from_bytes(hashlib.md5(count + key + count).digest(), "big") % len(left)))
    return chosen

def reached(weights: list[float], n: int) -> list[float]:
    """Return the inclusion probabilities of a conditional Poisson design, by following how many are left to be taken."""
    p = scaled(weights, n)
    rows, left, result = tails(p, n), [0.0] * n + [1.0], []
    for i, chance in enumerate(p):
        taken = [0.0] + [left[m] * chance * rows[i + 1][m - 1] / rows[i][m] if left[m] and rows[i][m] else 0.0 for m in range(1, n + 1)]
        result.append(math.fsum(taken))
        left = [left[m] - taken[m] + (taken[m + 1] if m < n else 0.0) for m in range(n + 1)]
    return result

def draw_stratum(design: str, seed: bytes, word: str, firms: list[dict[str, str]], place: dict[str, int], n: int, key: bytes, weights: dict[str, float]) -> list[str]:
    """Return the ids drawn from one class of an item; ``firms`` are sorted by id."""
    names = [firm["id"] for firm in firms]
    if n == 0 or design == "equal":
        return sorted(sorted(names, key=lambda name: (place[name], name))[:n])
    if design == "rfc3797":
        return sorted(names[i] for i in rfc3797(len(names), n, key))
    pi = inclusion_probabilities([float(firm["size"]) for firm in firms], n)
    if design == "systematic":
        return [names[i] for i in systematic(pi, (ticket(seed, f"start:{word}") + 0.5) / ALL)]
    certain, rest = [i for i in range(len(pi)) if pi[i] >= 1], [i for i in range(len(pi)) if 0 < pi[i] < 1]
    left = n - len(certain)
    if not left:
        return [names[i] for i in certain]
    if design == "sampford":
        raw = hashlib.sha256(seed + b"\x00" + f"sampford:{word}".encode()).digest()
        chosen = sampford([pi[i] for i in rest], left, raw)
    else:
        p = scaled([weights[names[i]] for i in rest], left)
        chosen = conditional_poisson(p, left, [(place[names[i]] + 0.5) / ALL for i in rest])
    return sorted([names[i] for i in certain] + [names[rest[i]] for i in chosen])

class Bundle:
    """The files of a bundle, read once."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table."""
        return list(csv.DictReader(io.StringIO(self.files[name].decode("utf-8"), newline="")))

def table(columns: list[str], rows: list[list[Any]]) -> bytes:
    """Return rows in the canonical form."""
    csv.writer(text := io.StringIO(newline=""), lineterminator="\n").writerows([columns, *rows])
    return text.getvalue().encode("utf-8")

def same(bundle: Bundle, name: str, wanted: bytes) -> None:
    """Refuse a file that is not what follows from the frozen lists and the seed; the first differing line is shown."""
    found = bundle.files.get(name, b"")
    if found != wanted:
        ours, theirs = wanted.decode().split("\n"), found.decode("utf-8", "replace").split("\n")
        line = next((i for i, pair in enumerate(zip(ours, theirs)) if pair[0] != pair[1]), min(len(ours), len(theirs)))
        right, given = ([*ours, ""][line][:80], [*theirs, ""][line][:80])
        raise Refused(f"{name} 第 {line + 1} 行与重算结果不符：应为 {right!r}，实为 {given!r}", f"{name} line {line + 1} differs from what follows: {right!r} expected, {given!r} found")

def check_hashes(bundle: Bundle, listing: str, folder: str) -> None:
    """Refuse a file whose hash is not the one in the list, a file that is gone, and one that nobody listed."""
    if listing not in bundle.files:
        raise Refused(f"缺少 {listing}", f"{listing} is missing")
    listed = {line[66:]: line[:64] for line in bundle.files[listing].decode("ascii").splitlines()}
    present = {name[len(folder) :] for name in bundle.files if name.startswith(folder) and name != listing}
    for name in sorted(present | set(listed)):
        if folder + name not in bundle.files:
            raise Refused(f"缺少文件 {folder}{name}", f"{folder}{name} is missing")
        if listed.get(name) != hashlib.sha256(bundle.files[folder + name]).hexdigest():
            raise Refused(f"{folder}{name} 的散列与 {listing} 不符：文件在公布后被改动", f"{folder}{name} does not have the hash in {listing}: it was changed after publication")
    if bundle.files[listing].decode("ascii") != "".join(f"{listed[name]}  {name}\n" for name in sorted(listed)):
        raise Refused(f"{listing} 的格式被改动", f"{listing} was changed")

def public_value(plan: dict[str, Any], given: dict[str, Any]) -> bytes:
    """Return the bytes of the public value, checked against what the plan announced."""
    wanted = plan["randomness"]
    if given["kind"] != wanted["kind"]:
        raise Refused("randomness.json 的种类与计划不符", "randomness.json is of another kind than the plan announced")
    if given["kind"] == "lottery":
        return "".join("".join(f"{number}." for number in sorted(group)) + "/" for group in given["numbers"]).encode()
    if given["kind"] == "drand":
        if given["round"] != wanted["round"] or hashlib.sha256(bytes.fromhex(given["signature"])).hexdigest() != given["randomness"]:
            raise Refused("randomness.json：drand 轮次或散列不符", "randomness.json: the round or the hash of drand does not fit")
        return bytes.fromhex(given["randomness"])
    if given["kind"] == "nist":
        pulse = given["pulse"]
        if pulse["timeStamp"] != wanted["time"] or hashlib.sha512(pulse_bytes(pulse)).digest() != bytes.fromhex(pulse["outputValue"]):
            raise Refused("randomness.json：NIST 脉冲的时间或散列不符", "randomness.json: time or hash of the NIST pulse does not fit")
        return bytes.fromhex(pulse["outputValue"])
    parts = []
    for party, promised in sorted(wanted["commitments"].items()):
        secret = given["reveals"].get(party)
        if secret is not None and hashlib.sha256(f"{party}\0{secret}".encode()).hexdigest() != promised:
            raise Refused(f"randomness.json：{party} 的揭示与承诺不符", f"randomness.json: {party} revealed something else")
        parts.append(f"{party}\0{('default:' + promised) if secret is None else secret}\0")
    return hashlib.sha256("".join(parts).encode()).digest()

def pulse_bytes(pulse: dict[str, Any]) -> bytes:
    """Return what the output value of a NIST pulse is the SHA-512 of (NISTIR 8213)."""

    def counted(raw: bytes) -> bytes:
        return len(raw).to_bytes(4, "big") + raw

    octets, external = bytes.fromhex, pulse["external"]
    head = counted(pulse["uri"].encode()) + counted(pulse["version"].encode()) + pulse["cipherSuite"].to_bytes(4, "big")
    head += pulse["period"].to_bytes(4, "big") + counted(octets(pulse["certificateId"])) + pulse["chainIndex"].to_bytes(8, "big")
    head += pulse["pulseIndex"].to_bytes(8, "big") + counted(pulse["timeStamp"].encode()) + counted(octets(pulse["localRandomValue"]))
    head += counted(octets(external["sourceId"])) + external["statusCode"].to_bytes(4, "big") + counted(octets(external["value"]))
    head += b"".join(counted(octets(one["value"])) for one in pulse["listValues"]) + counted(octets(pulse["precommitmentValue"]))
    return bytes(head + pulse["statusCode"].to_bytes(4, "big") + octets(pulse["signatureValue"]))

def recompute_samples(bundle: Bundle, plan: dict[str, Any], seed: bytes, key: bytes) -> dict[str, list[str]]:
    """Recompute frame, sizes, probabilities and samples; return firm → items drawn."""
    firms, items = bundle.rows("frozen/firms.csv"), bundle.rows("frozen/items.csv")
    permanent = bytes.fromhex(plan["permanent_seed"]) if plan["permanent_seed"] else None
    place = positions(seed, [firm["id"] for firm in firms], permanent, plan["fresh_share"])
    same(bundle, "tickets.csv", table(["id", "ticket"], [[name, f"{value:014x}"] for name, value in place.items()]))
    out = {}
    for firm in firms:
        if firm.get("undisturbed") == "yes":
            out[firm["id"]] = "undisturbed"
        elif firm["class"] in plan["caps"] and int(firm["visits"]) >= plan["caps"][firm["class"]]:
            out[firm["id"]] = "cap"
    same(bundle, "exclusions.csv", table(["firm", "reason"], [list(pair) for pair in sorted(out.items())]))
    weights: dict[str, dict[str, str]] = {}
    for row in bundle.rows("probabilities.csv"):
        weights.setdefault(f"{row['item']}:{row['class']}", {})[row["firm"]] = row["weight"]
    strata, samples, chances = list[list[Any]](), list[list[Any]](), list[list[Any]]()
    visits: dict[str, list[str]] = {}
    for item in sorted({row["item"] for row in items}):
        rows = sorted((row for row in items if row["item"] == item), key=lambda row: row["class"])
        prefixes = tuple(rows[0]["industries"].split(";")) if rows[0]["industries"] else ("",)
        fit = [firm for firm in firms if firm.get("industry", "").startswith(prefixes) and not (rows[0]["capped"] == "yes" and firm["id"] in out)]
        frame = {row["class"]: [firm for firm in fit if firm["class"] == row["class"]] for row in rows}
        sizes = sample_sizes(seed, item, [(len(frame[row["class"]]), Fraction(row["rate"]), int(row["minimum"])) for row in rows])
        for row, (target, n) in zip(rows, sizes):
            part, word = frame[row["class"]], f"{item}:{row['class']}"
            given = {name: float(weight or 0) for name, weight in weights.get(word, {}).items()}
            for name, chance in unequal_chances(row["design"], word, part, n, given):
                chances.append([item, row["class"], name, repr(chance), weights.get(word, {}).get(name, "")])
            strata.append([item, row["class"], row["design"], len(part), float(target), n, *equal_chances(target, len(part))])
            for name in draw_stratum(row["design"], seed, word, part, place, n, key, given):
                samples.append([item, row["class"], name])
                visits.setdefault(name, []).append(item)
    same(bundle, "strata.csv", table(["item", "class", "design", "firms", "expected", "drawn", "pi", "pi_joint"], strata))
    same(bundle, "probabilities.csv", table(["item", "class", "firm", "pi", "weight"], sorted(chances)))
    same(bundle, "samples.csv", table(["item", "class", "firm"], samples))
    return visits

def equal_chances(target: Fraction, count: int) -> list[float]:
    """Return the chance of one firm and of two firms together, over the rounding of the size as well."""
    low = math.floor(target)
    pairs = low * (low - 1) * (1 - (target - low)) + (low + 1) * low * (target - low)
    return [float(target / count) if count else 0.0, float(pairs / (count * (count - 1))) if count > 1 else 0.0]

def unequal_chances(design: str, word: str, firms: list[dict[str, str]], n: int, given: dict[str, float]) -> list[tuple[str, float]]:
    """Return the chances in proportion to size; refuse weights of a conditional Poisson design that do not give them."""
    if design in ("equal", "rfc3797") or not n:
        return []
    pi = inclusion_probabilities([float(firm["size"]) for firm in firms], n)
    rest = [(given.get(firm["id"], 0.0), p) for firm, p in zip(firms, pi) if 0 < p < 1]
    left = n - sum(p >= 1 for p in pi)
    if design == "conditional_poisson" and left and any(abs(a - p) > 1e-9 for a, (_, p) in zip(reached([w for w, _ in rest], left), rest)):
        raise Refused(f"probabilities.csv：{word} 的权重与概率不符", f"probabilities.csv: the weights of {word} give other probabilities")
    return [(firm["id"], p) for firm, p in zip(firms, pi)]

def check_visits(bundle: Bundle, plan: dict[str, Any], seed: bytes, visits: dict[str, list[str]]) -> None:
    """Check that every drawn firm is visited once, in ticket order, by enough admissible inspectors, chosen by the rule."""
    items = {row["item"]: row for row in bundle.rows("frozen/items.csv")}
    county = {firm["id"]: firm["county"] for firm in bundle.rows("frozen/firms.csv")}
    rows, days = bundle.rows("visits.csv"), {day: i for i, day in enumerate(plan["working_days"])}
    order = sorted(visits, key=lambda firm: (ticket(seed, f"visit:{firm}"), firm))
    if [(row["firm"], row["items"], row["county"]) for row in rows] != [(f, ";".join(visits[f]), county[f]) for f in order]:
        raise Refused("visits.csv 的对象、事项或顺序与抽取结果不符", "visits.csv: firms, items or their order do not follow from the draw")
    groups: dict[tuple[int, int, str], list[dict[str, str]]] = {}
    people, when, last = {row["id"]: row for row in bundle.rows("frozen/inspectors.csv")}, {}, (-1, 0)
    for row in rows:
        now = (days.get(row["day"], -1), int(row["round"]))
        if now[0] < 0 or not 1 <= now[1] <= plan["visits_per_day"] or (row["deferred"] != "yes" and now < last):
            raise Refused(f"visits.csv：{row['firm']} 的日期或轮次不合规则", f"visits.csv: day or round of {row['firm']} breaks the rule")
        when[row["firm"]], last = now, last if row["deferred"] == "yes" else now
    team: dict[str, list[tuple[str, str]]] = {}
    for row in bundle.rows("pairs.csv"):
        if row["firm"] not in when or row["inspector"] not in people:
            raise Refused(f"pairs.csv：未知的 {row['firm']} 或 {row['inspector']}", f"pairs.csv: unknown {row['firm']} or {row['inspector']}")
        team.setdefault(row["firm"], []).append((row["department"], row["certificate"]))
        groups.setdefault((*when[row["firm"]], row["department"]), []).append(row)
    for firm in order:
        needed = sorted({(items[item]["department"], items[item]["certificate"]) for item in visits[firm]})
        if sorted(team.get(firm, [])) != (needed * 2 if len(needed) == 1 else needed):
            raise Refused(f"pairs.csv：{firm} 的检查人员数或部门不符", f"pairs.csv: number or departments of the inspectors of {firm}")
    Assignment(bundle, plan, seed, county).check(groups)

class Assignment:
    """Checks admissibility and optimality of the inspectors of every round."""

    def __init__(self, bundle: Bundle, plan: dict[str, Any], seed: bytes, county: dict[str, str]) -> None:
        self.seed, self.days, self.county = seed, plan["working_days"], county
        self.barred = {(row["inspector"], row["firm"]) for name in ("conflicts", "last_visits") for row in bundle.rows(f"frozen/{name}.csv")}
        self.people: dict[str, list[tuple[str, str, set[str], list[list[str]], int]]] = {}
        for row in bundle.rows("frozen/inspectors.csv"):
            one = (row["id"], row["county"], set(row["certificates"].split(";")), [s.split("/") for s in row["leave"].split(";") if s], ticket(seed, f"inspector:{row['id']}") % (PRIME - 1) + 1)
            self.people.setdefault(row["department"], []).append(one)
        self.load = {one[0]: 0 for rows in self.people.values() for one in rows}

    def costs(self, row: dict[str, str], present: list[Any]) -> dict[str, int]:
        """Return cost minus price of a visit for every inspector who may go: travel, then earlier visits, then tickets."""
        mark, wanted, price = ticket(self.seed, f"visit:{row['firm']}") % (PRIME - 1) + 1, row["certificate"], int(row["price"])
        here = self.county[row["firm"]]
        return {
            one[0]: ((one[1] != here) << 36) + (self.load[one[0]] << 20) + mark * one[4] % PRIME - price
            for one in present
            if (not wanted or wanted in one[2]) and (one[0], row["firm"]) not in self.barred
        }

    def check(self, groups: dict[tuple[int, int, str], list[dict[str, str]]]) -> None:
        """Go through the rounds in time; prices prove that no other choice costs less (duality of the assignment problem)."""
        for key in sorted(groups):
            rows, day = groups[key], self.days[key[0]]
            present = [one for one in self.people[key[2]] if not any(a <= day <= b for a, b in one[3])]
            costs, value = [self.costs(row, present) for row in rows], {}
            for row, cost in zip(rows, costs):
                who = row["inspector"]
                if who not in cost or who in value:
                    raise Refused(
                        f"pairs.csv：{who} 不得在 {day} 第 {key[1]} 轮检查 {row['firm']}（证件、回避、轮换、请假、重复）",
                        f"pairs.csv: {who} may not visit {row['firm']} (certificate, conflict, rotation, leave, twice)",
                    )
                value[who] = cost[who]
            if any(v > 0 for v in value.values()) or any(v < value.get(who, 0) for cost in costs for who, v in cost.items()):
                raise Refused(f"pairs.csv：{day} 第 {key[1]} 轮 {key[2]} 的人选不是规则给出的人选", f"pairs.csv: the rule gives other inspectors of {key[2]} in round {key[1]} of {day}")
            for who in value:
                self.load[who] += 1

def verify(folder: Path, published: str = "") -> list[str]:
    """Return the differences of a bundle (in both languages); an empty list means that everything was recomputed."""
    try:
        bundle = Bundle(folder)
        check_hashes(bundle, "results.txt", "")
        check_hashes(bundle, "frozen/manifest.txt", "frozen/")
        frozen = hashlib.sha256(bundle.files["frozen/manifest.txt"]).digest()
        if published and published.strip().lower() != frozen.hex():
            raise Refused("frozen/manifest.txt 不是抽取前公布的名录：散列不符", "frozen/manifest.txt is not what was published before the draw: another hash")
        plan = json.loads(bundle.files["frozen/plan.json"])
        value = public_value(plan, json.loads(bundle.files["randomness.json"]))
        seed = hmac.digest(value, frozen, "sha256")
        same(bundle, "seed.txt", (seed.hex() + "\n").encode())
        visits = recompute_samples(bundle, plan, seed, value)
        check_visits(bundle, plan, seed, visits)
    except Refused as difference:
        return [str(difference)]
    except (KeyError, ValueError, TypeError, IndexError, OSError, AttributeError, ZeroDivisionError) as error:
        return [f"文件残缺或格式不对：{error!r}\n    a file is incomplete or malformed: {error!r}"]
    return []

def main(arguments: list[str]) -> int:
    """Print the outcome; 0 when everything was recomputed, else 1."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    differences = verify(folder, arguments[1] if len(arguments) > 1 else "")
    for text in differences or ["通过：散列、种子、号码、概率、抽取结果和人员均已重算，全部相符。", "passed: hashes, seed, tickets, probabilities, samples and inspectors were recomputed and agree."]:
        sys.stdout.write(text + "\n")
    return 1 if differences else 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

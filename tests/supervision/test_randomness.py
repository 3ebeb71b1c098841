"""Seeds, tickets and public randomness against published vectors, and every refusal of a public value."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import numpy as np
import pytest

from tingzhou.errors import InputError
from tingzhou.supervision import verifier
from tingzhou.supervision.randomness import commitment, public_value
from tingzhou.supervision.tickets import positions, seed_of, shift_of, ticket, tickets, unit

# Pulse 1 853 305 of chain 2 of the NIST beacon, as published on 2026-07-10.
PULSE: dict[str, Any] = {
    "uri": "https://beacon.nist.gov/beacon/2.0/chain/2/pulse/1853305", "version": "2.0", "cipherSuite": 0, "period": 60000,
    "certificateId": "528943a555f5f8ca54423be6dfb95925a35c7b552046420e7d7cd072058a14d6536ad3a8e9754b6582f164a90b0cd86a65d659f5426a2659"
                     "a947595d1c816c8c",
    "chainIndex": 2, "pulseIndex": 1853305, "timeStamp": "2026-07-10T10:56:00.000Z",
    "localRandomValue": "A3E5C0A8493E0C88F3982B48B85BDBECAB25D0E75F9B05FE41D2BFB25B398B7747966DE94FD21DAEF7E08AC091E2D8E9AD444127AA3282"
                        "D806F317CD3973DC10",
    "external": {"sourceId": "0" * 128, "statusCode": 0, "value": "0" * 128},
    "listValues": [{"value": value} for value in (
        "EB428F2AE767A984F9431A35DF436890749B7912D8B5E6BEF9E1FE403D647D4CA6B5532EB2E2C97FDE1444509084FDE4B6CAA32565149DAE6D90CAAA6B6D2C6E",
        "2690EF40EB24180D7CEE7984D294B685F51F22FF85DCFF4EA8A65ED9D0F7615D50C9C135C5C3C33675F9765D1A72F006C99957C159054E31AABBE8C5A4FB3278",
        "1E74FFE6A3EAD8BB4384C69A79B652155EA29F96A171A675572C46FEA60C2668B34E4CF7FD1AE4A039BA39AAB5C9808E29B1AE56D2C68C385B68D5576715CDF6",
        "C156E9CFFC3D6F89B99D5837804E58C479587411C1BF0EE507B4884DA3A55CCCA6F531F04F7654DCEEBD85D4134BD380A917A3B9A963A07C49F132EE73E7E309",
        "A5FD82C3D2D3BD40D828416E16786CB12040BE747E0558CB834430D356760749B4DE671A660D6A4F16BBEBF1219A4376C14030F3D6A15CF26884B3244675159C",
    )],
    "precommitmentValue": "C35E55757F5E6F4862E264AC36E96B0E9D742BE10004A7EC3EAE01B9F803DFC16769CB20BB36D7185722FB68BDD32E557BDA9DD096FC"
                          "97D1EF89282C49ECE806",
    "statusCode": 0,
    "signatureValue": "2F5C77F9E64702399195B26BB3B7118A78CD46374AE164D0BFD78D9BE8ED857815A57CD635475644275898E12EE2F6AACCCB1DC653D354EC"
                      "3A055F00794421E1E34DD037C7DBE07C04131D64C840F5BA4FE459E66093A585B10B58E62A9A6F6EC7C8D06CCB2717E85AAF5BB7DB6DFA4A"
                      "E6D3E80FAF13499D2EEC85A9E6F7CEAEAEF3543060DF14F2976F0CE3E41FCBF808F328FEBA577638EB1686DBC7C93B09E1F85730A4A80D37"
                      "A7BD4760B4CF026351ADCC2C9A61A7189EBB7220E3A5175111503505C62ECF84D2C62920F5F2618FFCEF5DC92CC28A944683E25BDE3AE0EB"
                      "30F1ABB0ECF04CB740E18305132680734933653222462CB6941A6B95187B705395DA3749B32FF31CBE61B6912F8E3EDBB8E3BCBCA8F43659"
                      "CC593EA8CC46EE9684AF57F10C66F7656F7C5F0337556D9164EB41877F8B717CEA6FC21319E6351BC407FE6F4ACBFF30E96F0D021073D253"
                      "7ADE9DA80BE40C2B55F9D1DBBF9EDE4ABA29EC974C103EE39C46EC4F2B45EB026220FB56DFC074E1E00E43CFCDF33291136DFE7D1C5C28D0"
                      "D0D1118D960FB6E8989F3196AB992BC73004FA45FB873261775F083EC53AE3BC2E82A996C3C8FBA2CB77C0AB70043050A3DC4D4554205ED2"
                      "4E437844F9DD72E5F2D8205F7AA6A93986246FC683A354FCF8B93BFCBF8B1834B7A80D93DB45378F5C5659B4866A6CE5295839E92F1EF533"
                      "7F70BCF716B93F46",
    "outputValue": "92C3BEE7503E20C25337C58F91E6FF6B613E1B6ADF3D4A101BFC369152251BEBF59086A46079F1B321F7ED8745A3B838B740F8B446F10CC0A6467D"
                   "A18DE42CFA",
}  # fmt: skip
TIME = {"time": "2026-07-10T10:56:00.000Z"}
# Round 367 in the public documentation of drand.
ROUND = {
    "round": 367,
    "signature": "b62dd642e939191af1f9e15bef0f0b0e9562a5f570a12a231864afe468377e2a6424a92ccfc34ef1471cbd58c37c6b020cf75ce9446d2aa1252a090"
                 "250b2b1441f8a2a0d22208dcc09332eaa0143c4a508be13de63978dbed273e3b9813130d5",
    "randomness": "d7aed3686bf2be657e6d38c20999831308ee6244b68c8825676db580e7e3bec6",
}  # fmt: skip


def test_seed_and_tickets_of_the_published_vector() -> None:
    """The worked vector of the rule: a fixed key and the hash of a fixed text."""
    seed = seed_of(bytes(31) + b"\x01", hashlib.sha256(b"frozen list").digest())
    assert seed.hex().startswith("ffa3c171f69f8545")
    assert seed.hex().endswith("24895166a7")
    assert ticket(seed, "F0001").hex().startswith("2139b97f76ab6eb2")
    assert ticket(seed, "F0002").hex().startswith("f8253e0cc50aa9cb")
    assert unit(seed, "F0001") == 0.12978705751326708
    assert unit(seed, "F0002") == 0.9693182736564647
    assert [verifier.ticket(seed, name) for name in ("F0001", "F0002")] == tickets(seed, ["F0001", "F0002"]).tolist()


def test_rfc_3797_worked_example() -> None:
    """RFC 3797, section 6: 25 names, key from three sources, ten drawn."""
    value = public_value("lottery", {}, "9319; 2 5 12 8 10; 9 18 26 34 41 45").value
    assert value == b"9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert [place + 1 for place in verifier.rfc3797(25, 10, value)] == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]
    first = hashlib.md5(b"\x00\x00" + value + b"\x00\x00").hexdigest()
    assert first.upper() == "990DD0A5692A029A98B5E01AA28F3459"


def test_hmac_drbg_of_the_published_vector() -> None:
    """NIST CAVP, HMAC_DRBG, SHA-256, no reseed, no additional input, count 0: the second request of 1 024 bits."""
    entropy = bytes.fromhex("ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488")
    nonce = bytes.fromhex("659ba96c601dc69fc902940805ec0ca8")
    stream = verifier.drbg(entropy + nonce, 128)
    next(stream)
    assert next(stream).hex() == (
        "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1"
        "07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8"
    )


def test_a_ticket_depends_on_its_firm_alone() -> None:
    seed = bytes(32)
    few, more = ["a", "b"], ["b", "zz", "a", "c"]
    both = dict(zip(more, positions(seed, more, permanent=None, fresh_share=0.2).tolist(), strict=True))
    assert [both[name] for name in few] == positions(seed, few, permanent=None, fresh_share=0.2).tolist()


def test_years_turn_the_permanent_tickets() -> None:
    names = [f"firm{i}" for i in range(4000)]
    first, second = bytes(32), bytes([7]) * 32
    turn = shift_of(second)
    assert 2**51 <= turn <= 3 * 2**51
    before = positions(first, names, permanent=None, fresh_share=0.0)
    after = positions(second, names, permanent=first, fresh_share=0.2)
    kept = (before + np.uint64(turn)) % np.uint64(2**53) == after
    assert 0.77 < kept.mean() < 0.83  # the rest, a fifth, got a ticket of its own
    assert verifier.positions(second, names, first, 0.2) == dict(zip(names, after.tolist(), strict=True))
    tenth = len(names) // 10
    drawn_before, drawn_after = set(np.argsort(before)[:tenth]), set(np.argsort(after)[:tenth])
    assert len(drawn_before & drawn_after) < 0.05 * tenth + 10  # an independent draw would repeat a tenth of them by chance


def test_nist_pulse() -> None:
    found = public_value("nist", TIME, json.dumps({"pulse": PULSE}))
    assert found.value.hex().upper() == PULSE["outputValue"]
    assert any("signature was not" in note for note in found.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outputValue": "00" * 64}, "not the SHA-512"),
        ({"localRandomValue": "00" * 64}, "not the SHA-512"),
        ({"timeStamp": "2026-07-10T10:57:00.000Z"}, "the plan announced"),
        ({"signatureValue": "zz"}, "lacks fields"),
        ({"pulseIndex": None}, "lacks fields"),
    ],
)
def test_nist_pulse_that_was_changed(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        public_value("nist", TIME, json.dumps({**PULSE, **change}))


def test_drand_round() -> None:
    assert public_value("drand", {"round": 367}, json.dumps(ROUND)).value.hex() == ROUND["randomness"]
    for change, words in (
        ({"round": 368}, "the plan announced"),
        ({"randomness": "00" * 32}, "not the SHA-256"),
        ({"round": "x"}, "lacks"),
    ):
        with pytest.raises(InputError, match=words):
            public_value("drand", {"round": 367}, json.dumps({**ROUND, **change}))


@pytest.mark.parametrize("text", ["", "x", "1.5 2;", "[1, 2", "9 -1"])
def test_lottery_numbers_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="not whole numbers"):
        public_value("lottery", {}, text)


@pytest.mark.parametrize("text", ["", "no", "[]", '{"round": 1'])
def test_pasted_text_that_is_no_answer(text: str) -> None:
    with pytest.raises(InputError, match=r"JSON|lacks"):
        public_value("drand", {"round": 1}, text)


def test_commit_and_reveal() -> None:
    secrets = {"市场监管局": "一个秘密", "审计局": "another secret", "纪委": "third"}
    promised = {party: commitment(party, secret) for party, secret in secrets.items()}
    assert promised["审计局"] == hashlib.sha256("审计局".encode() + b"\0another secret").hexdigest()
    lines = [f"{party}: {secret}" for party, secret in secrets.items()]
    whole = public_value("commit_reveal", {}, "\n".join(lines), promised)
    assert public_value("commit_reveal", {}, "\n".join(reversed(lines)), promised).value == whole.value
    part = public_value("commit_reveal", {}, "\n".join(lines[:2]), promised)
    assert part.stated["missing"] == ["纪委"]
    assert part.value != whole.value
    assert any("did not reveal" in note for note in part.notes)
    with pytest.raises(InputError) as refused:
        public_value(
            "commit_reveal", {}, "市场监管局: wrong\n没有: x\nnonsense\n审计局: another secret\n审计局: another secret", promised
        )
    said = str(refused.value)
    assert all(words in said for words in ("does not belong", "no commitment", "is no reveal"))
    assert len(refused.value.problems) == 4
    with pytest.raises(InputError, match="nobody has revealed"):
        public_value("commit_reveal", {}, "", promised)


def test_seed_is_keyed_by_the_public_value() -> None:
    assert seed_of(b"value", b"frozen") == hmac.new(b"value", b"frozen", "sha256").digest()

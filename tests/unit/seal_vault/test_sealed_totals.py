"""What is sealed, and what circulates (SEAL-1, SEAL-2, TOK-3)."""

REASON = b"ADVERTISING".ljust(32, b"\0")


def test_total_sealed__plain_transfer__counts_without_payer_reason_and_day(vault, token, alice, today):
    total = vault.totalSealed()
    token.transfer(vault, 11, sender=alice)
    assert vault.totalSealed() == token.balanceOf(vault) == total + 11
    assert vault.sealedBy(alice) == vault.sealedFor(bytes(32)) == vault.sealedOn(bytes(32), today, 0) == 0


def test_circulating_supply__seal_and_plain_transfer__shrinks_by_both_while_the_supply_stays(
    vault, token, alice, today
):
    circulating, supply = vault.circulatingSupply(), token.totalSupply()
    assert circulating == supply - vault.totalSealed()
    vault.seal(5, REASON, 1, today, sender=alice)
    token.transfer(vault, 11, sender=alice)
    assert vault.circulatingSupply() == circulating - 16
    assert token.totalSupply() == supply == token.MAX_SUPPLY()


def test_circulating_supply__ordinary_transfer__does_not_change(vault, token, alice, bob, today):
    circulating = vault.circulatingSupply()
    token.transfer(bob, 11, sender=alice)
    assert vault.circulatingSupply() == circulating

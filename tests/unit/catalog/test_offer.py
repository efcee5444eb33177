"""What an offer may be, in `list` and `revise` alike (CAT-1)."""

import pytest
from clock import DAY
from scene import CID, fiat, offer, plain, tokens

from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.ids import UNLIMITED

from helpers import assert_reverts, custom

VALID = {
    "tokens": offer(tokens(1)),
    "most tokens": offer(tokens(MAX_SUPPLY)),
    "fiat": offer(fiat(1, base=1)),
    "most fiat": offer((0, 2**48 - 1, 2**16 - 1, MAX_SUPPLY)),
    "both": offer(fiat(1, tokens=1, base=1)),
    "three options": offer(tokens(3), fiat(2), fiat(1, tokens=1)),
    "longest times": offer(protection=90 * DAY, fulfil_within=60 * DAY),
    "shortest times": offer(protection=1, fulfil_within=1),
    "instant": offer(protection=0, fulfil_within=0),
    "instant with time to fulfil": offer(protection=0, fulfil_within=1),
    "fiat without protection": offer(tokens(), fiat(), protection=0, fulfil_within=1),
    "no content": offer(content=(bytes(32), 0)),
}
INVALID_OPTIONS = {
    "nothing": (0, 0, 0, 0),
    "fiat without currency": (0, 100, 0, 5 * ECOM),
    "fiat without base": (0, 100, 840, 0),
    "fiat with tokens without base": (5 * ECOM, 100, 840, 0),
    "currency without fiat": (5 * ECOM, 0, 840, 0),
    "base without fiat": (5 * ECOM, 0, 0, 5 * ECOM),
    "currency alone": (0, 0, 840, 0),
    "base alone": (0, 0, 0, 1),
    "too many tokens": (MAX_SUPPLY + 1, 0, 0, 0),
    "too large a base": (0, 100, 840, MAX_SUPPLY + 1),
}


@pytest.fixture(params=["list", "revise"])
def write(request, catalog, scene):
    """The method, and its arguments for an offer."""
    if request.param == "list":
        return catalog.list, lambda offered: (scene.shop, offered, UNLIMITED, 7)
    return catalog.revise, lambda offered: (scene.escrowed, offered)


@pytest.mark.parametrize("name", VALID)
def test_offer__valid__is_kept(catalog, scene, name):
    catalog.revise(scene.escrowed, VALID[name], sender=scene.seller)
    assert plain(catalog.listing(scene.escrowed).offer) == plain(VALID[name])


@pytest.mark.parametrize("name", VALID)
def test_offer__valid__can_be_listed(catalog, scene, name):
    """By a call: the state is the same as in the test above."""
    before = catalog.counts(scene.shop).listings
    call = catalog.list.call(scene.shop, VALID[name], UNLIMITED, 7, sender=scene.seller)
    assert call == scene.shop << 32 | before + 1


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("name", INVALID_OPTIONS)
def test_offer__invalid_option__reverts(catalog, scene, write, name, at):
    method, arguments = write
    options = [tokens()] * 3
    options[at] = INVALID_OPTIONS[name]
    expected = custom(catalog.InvalidOption, option=at, price=INVALID_OPTIONS[name])
    assert_reverts(expected, method, *arguments(offer(*options)), sender=scene.seller)


@pytest.mark.parametrize("count", [0, 4])
def test_offer__option_count__reverts(catalog, scene, write, count):
    method, arguments = write
    expected = custom(catalog.OptionCountOutOfRange, count=count, max=3)
    offered = (CID, 1, 1, [tokens()] * count)
    assert_reverts(expected, method, *arguments(offered), sender=scene.seller)


@pytest.mark.parametrize(
    ("protection", "fulfil_within", "period", "most"),
    [(90 * DAY + 1, DAY, 90 * DAY + 1, 90 * DAY), (DAY, 60 * DAY + 1, 60 * DAY + 1, 60 * DAY)],
)
def test_offer__period_too_long__reverts(catalog, scene, write, protection, fulfil_within, period, most):
    method, arguments = write
    offered = offer(protection=protection, fulfil_within=fulfil_within)
    expected = custom(catalog.PeriodTooLong, period=period, max=most)
    assert_reverts(expected, method, *arguments(offered), sender=scene.seller)


@pytest.mark.parametrize(
    "offered",
    [
        offer(protection=1, fulfil_within=0),
        offer(fiat(), protection=0, fulfil_within=0),
        offer(tokens(), fiat(tokens=1), protection=0, fulfil_within=0),
    ],
)
def test_offer__no_time_to_fulfil__reverts(catalog, scene, write, offered):
    method, arguments = write
    assert_reverts(custom(catalog.FulfilWithinMissing), method, *arguments(offered), sender=scene.seller)


def test_bounds__are_as_specified(catalog):
    assert (catalog.MAX_OPTIONS(), catalog.MAX_LEVELS()) == (3, 16)
    assert (catalog.MAX_PROTECTION(), catalog.MAX_FULFIL_WITHIN()) == (90 * DAY, 60 * DAY)
    assert (catalog.UNLIMITED(), catalog.ANY()) == (2**32 - 1, 2**16 - 1)

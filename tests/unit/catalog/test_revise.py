"""`revise`: another offer under the same id, and a higher revision (CAT-2)."""

from events import assert_logs, log
from scene import OTHER_CID, STOCK, fiat, offer, plain, tokens

from ecomchain.ids import ANY_NUMBER

from helpers import assert_reverts, custom


def test_revise__by_the_owner__replaces_the_offer_and_nothing_else(catalog, scene):
    offered = offer(tokens(3), fiat(), protection=5, fulfil_within=6, content=OTHER_CID)
    receipt = catalog.revise(scene.limited, offered, sender=scene.seller)
    assert_logs(receipt, log(catalog.Revised, listing=scene.limited, revision=2, offer=offered))
    assert plain(catalog.listing(scene.limited)) == plain((offered, 2, STOCK, 1, scene.task, True))


def test_revise__fewer_options__forgets_the_others(catalog, scene):
    receipt = catalog.revise(scene.mixed, offer(), sender=scene.seller)
    assert_logs(receipt, log(catalog.Revised, listing=scene.mixed, revision=2, offer=offer()))
    expected = custom(catalog.UnknownOption, listing=scene.mixed, option=1)
    assert_reverts(expected, catalog.terms, scene.mixed, 1, 0)


def test_revise__first_option_of_another_kind__leaves_nothing_behind(catalog, scene):
    """Tokens, fiat and both by turns, in the place that the catalog keeps specially."""
    for revision, price in enumerate((fiat(), tokens(1), fiat(tokens=2), tokens(3), fiat()), start=2):
        catalog.revise(scene.alone, offer(price, fiat()), sender=scene.seller)
        assert plain(catalog.listing(scene.alone).offer) == plain(offer(price, fiat()))
        terms = catalog.terms(scene.alone, 0, 0)
        assert (terms.revision, terms.tokenAmount, terms.fiatBase) == (revision, price[0], price[3])


def test_revise__same_offer__still_raises_the_revision(catalog, scene):
    for revision in (2, 3):
        receipt = catalog.revise(scene.alone, offer(), sender=scene.seller)
        assert_logs(receipt, log(catalog.Revised, listing=scene.alone, revision=revision, offer=offer()))


def test_revise__delisted__stays_delisted(catalog, scene):
    catalog.delist(scene.alone, sender=scene.seller)
    catalog.revise(scene.alone, offer(tokens(1)), sender=scene.seller)
    assert plain(catalog.listing(scene.alone))[1:] == (3, 2**32 - 1, ANY_NUMBER, 0, False)


def test_revise__stranger__reverts(catalog, scene):
    expected = custom(catalog.NotShopOwner, shop=scene.shop, caller=scene.rival, owner=scene.seller)
    assert_reverts(expected, catalog.revise, scene.alone, offer(), sender=scene.rival)


def test_revise__unknown_listing__reverts(catalog, scene):
    for listing in (0, scene.alone + 1, scene.shop << 32, scene.alone | 1 << 24):
        expected = custom(catalog.UnknownListing, listing=listing)
        assert_reverts(expected, catalog.revise, listing, offer(), sender=scene.seller)

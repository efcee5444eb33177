"""`preview`: every recipient, level and amount of a sale (CAT-5), and the views behind it."""

import pytest
from scene import PRICE, L, M, plain, shares

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION, NO_LINK

from helpers import assert_reverts, custom


def lines(scene, amount, live, owners=None):
    """What `preview` should answer for a chain as long as ``live``."""
    expected = shares(amount, live)
    owners = owners or scene.distributors
    rows = [(0, scene.shop, scene.seller.address, True, expected.seller)]
    for i, lives in enumerate(live):
        rows.append((i + 1, scene.shops[i], owners[i].address, lives, expected.each[i]))
    assert sum(row[4] for row in rows) == amount
    return tuple(rows)


@pytest.mark.parametrize("amount", [0, 1, 12_345, PRICE, MAX_SUPPLY])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_preview__live_chain__is_the_formula(catalog, scene, n, amount):
    assert plain(catalog.preview(scene.link(n), amount)) == lines(scene, amount, [True] * n)


def test_preview__papers_scene__in_numbers(catalog, scene):
    """1,000 Ecom, L 23.45 %, M 67.89 %, three distributors."""
    amounts = [line.amount for line in catalog.preview(scene.links[2], 1_000 * 10**18)]
    assert amounts == [
        765_500_000_000_000_000_000,
        37_648_975_000_000_000_000,
        37_648_975_000_000_000_000,
        159_202_050_000_000_000_000,
    ]


def test_preview__dropped_level__is_not_paid_and_the_seller_keeps_its_share(catalog, scene):
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    live = [True, False, True]
    assert plain(catalog.preview(scene.links[2], PRICE)) == lines(scene, PRICE, live)


def test_preview__released_level__is_not_paid(catalog, registry, scene):
    registry.release(scene.shops[2], DISTRIBUTION, 1, sender=scene.distributors[2])
    live = [True, True, False]
    assert plain(catalog.preview(scene.links[2], PRICE)) == lines(scene, PRICE, live)


def test_preview__shop_transferred__names_the_new_owner(catalog, registry, scene):
    owner = scene.distributors[0]
    registry.transferFrom(owner, scene.stranger, scene.shops[0], sender=owner)
    owners = [scene.stranger, *scene.distributors[1:]]
    assert plain(catalog.preview(scene.links[1], PRICE)) == lines(scene, PRICE, [True] * 2, owners)


def test_preview__closed_task__still_answers(catalog, scene):
    """For orders that were placed before."""
    catalog.closeTask(scene.task, sender=scene.seller)
    assert plain(catalog.preview(scene.links[1], PRICE)) == lines(scene, PRICE, [True] * 2)


def test_preview__more_than_there_is__reverts(catalog, scene):
    expected = custom(catalog.AmountTooLarge, amount=MAX_SUPPLY + 1, max=MAX_SUPPLY)
    assert_reverts(expected, catalog.preview, scene.links[0], MAX_SUPPLY + 1)


def test_views__unknown_link__revert(catalog, scene):
    for link in (NO_LINK, scene.task << 32 | scene.rival_shop, scene.rival_task << 32 | scene.shops[0]):
        expected = custom(catalog.UnknownLink, link=link)
        for view in (catalog.link, catalog.path, catalog.payees):
            assert_reverts(expected, view, link)
        assert_reverts(expected, catalog.preview, link, 1)


def test_views__unknown_listing_and_task__revert(catalog, scene):
    assert_reverts(custom(catalog.UnknownListing, listing=scene.alone + 1), catalog.listing, scene.alone + 1)
    assert_reverts(custom(catalog.UnknownTask, task=0), catalog.task, 0)
    assert plain(catalog.counts(0)) == (0, 0)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_path__of_a_link__is_nearest_the_seller_first(catalog, scene, n):
    assert plain(catalog.path(scene.link(n))) == scene.links[:n]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_payees__live_chain__are_the_owners_with_the_rates(catalog, scene, n):
    owners = tuple(account.address for account in scene.distributors[:n])
    assert plain(catalog.payees(scene.link(n))) == (L, M, owners, 2**n - 1)


def test_payees__dormant_levels__are_zero(catalog, registry, scene):
    zero = "0x" + "00" * 20
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    registry.release(scene.shops[2], DISTRIBUTION, 1, sender=scene.distributors[2])
    owners = (zero, scene.distributors[1].address, zero, scene.distributors[3].address)
    assert plain(catalog.payees(scene.links[3])) == (L, M, owners, 0b1010)

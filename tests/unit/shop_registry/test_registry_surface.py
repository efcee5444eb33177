"""What the registry is made of: standards, constants, construction."""

import pytest
from ape import accounts, project

from ecomchain import ids

from helpers import assert_reverts, custom

ERC165, ERC721, ERC721_METADATA, ERC4906 = "0x01ffc9a7", "0x80ac58cd", "0x5b5e139f", "0x49064906"


@pytest.mark.parametrize("standard", [ERC165, ERC721, ERC721_METADATA, ERC4906])
def test_supports_interface__what_it_keeps__is_true(registry, standard):
    assert registry.supportsInterface(standard) is True


@pytest.mark.parametrize("standard", ["0xffffffff", "0x00000000", "0x2a55205a"])
def test_supports_interface__anything_else__is_false(registry, standard):
    assert registry.supportsInterface(standard) is False


def test_name__always__is_fixed(registry):
    assert (registry.name(), registry.symbol()) == ("Ecom Shop", "ESHOP")


def test_capabilities__always__have_the_documented_ids(registry):
    assert (registry.SHOP(), registry.SHOWCASE(), registry.DISTRIBUTION(), registry.PROMOTION()) == (
        1,
        2,
        3,
        4,
    )
    assert registry.MODULE_BASE() == 65_536
    assert (ids.SHOP, ids.SHOWCASE, ids.DISTRIBUTION, ids.PROMOTION, ids.MODULE_BASE) == (1, 2, 3, 4, 65_536)


def test_system__always__is_wired_together(registry, token, vault, access_manager):
    assert registry.token() == token.address
    assert registry.vault() == vault.address
    assert registry.authority() == access_manager.address
    assert token.allowance(registry, vault) == 2**256 - 1


def test_abi__burning__is_absent(registry):
    assert not any("burn" in method.name.lower() for method in registry.contract_type.mutable_methods)


@pytest.mark.parametrize("links", [1, 1_000])
def test_construct__links_per_unit_within_bounds__is_fixed(access_manager, token, vault, referendum, links):
    fresh = accounts.test_accounts[4].deploy(
        project.ShopRegistry, access_manager, token, vault, links, referendum, 12_345
    )
    assert fresh.linksPerUnit() == links
    assert (fresh.referendum(), fresh.governedFrom()) == (referendum.address, 12_345)
    assert (fresh.cooldown(), fresh.openingSlots()) == (7 * 86_400, 3)
    assert fresh.levelReader() == "0x0000000000000000000000000000000000000000"
    assert fresh.totals() == (0, 0, 0, 0)


@pytest.mark.parametrize("links", [0, 1_001, 2**16 - 1])
def test_construct__links_per_unit_out_of_bounds__reverts(
    registry, access_manager, token, vault, referendum, links
):
    expected = custom(registry.ParameterOutOfBounds, value=links, min=1, max=1_000)
    assert_reverts(expected, project.ShopRegistry, access_manager, token, vault, links, referendum, 0)

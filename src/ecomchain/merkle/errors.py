"""What a user of the Merkle trees can act on."""

from ecomchain.errors import EcomError


class MerkleError(EcomError):
    """Entries make no tree, a directory holds none, or an account is not in it."""


class EntriesError(MerkleError):
    """A CSV file has bad lines; the message has one line for each."""

    exit_code = 2

"""The staff card as the second factor of sign-in: a challenge that only the enrolled card can answer."""

from __future__ import annotations

import secrets
import warnings

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, Hash, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509.oid import NameOID

from clerk.domain.faults import Refused
from clerk.domain.staff import KeySlot, StaffKey
from integrations.readers.pcsc import piv
from integrations.readers.pcsc.apdu import SECURITY_STATUS, Card
from integrations.readers.pcsc.connection import plugged_in
from integrations.readers.pcsc.library import PcscLibrary
from integrations.readers.pcsc.link import CardLink
from integrations.readers.pcsc.steps import refused_by_card, unreadable

PATIENCE = 6.0
"""Seconds one use may take; an RSA key on a card signs in one or two."""
CHALLENGE = 32

# DER in front of a SHA-256 digest in a PKCS #1 v1.5 signature (RFC 8017, 9.2).
_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")

_PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class StaffCardReader:
    """Staff cards on one PC/SC reader. No PIN is ever sent but the one a caller hands over as just typed."""

    def __init__(self, name: str, library: PcscLibrary, reader: str, patience: float = PATIENCE) -> None:
        self._name = name
        self._library = library
        self._link = CardLink(library, name, reader, patience)

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        return self._name

    def number(self) -> str:
        """Whole name of the reader at the service.

        Raises:
            Refused: ``I-71`` the service does not answer, ``I-72`` it is not there, ``I-73`` several fit.
        """
        return plugged_in(self._library, self._link.reader)

    def enrol(self, slot: KeySlot = KeySlot.CARD, pin: str | None = None) -> StaffKey:
        """The card's key, after it proved that it holds the private half.

        Raises:
            Refused: ``I-50`` no card, ``I-77`` no staff card, ``S-50`` … ``S-55``, or a failure of the line.
        """
        return self._link.use(lambda card: enrolled_from(card, slot, pin))

    def prove(self, key: StaffKey, pin: str | None = None) -> None:
        """Return when the card in the reader is the enrolled one: it signed a fresh challenge.

        Whether its certificate is still valid, or was revoked, nobody is asked: what counts is that the
        administrator enrolled this very key and has not taken it away.

        Raises:
            Refused: ``S-54`` another card, ``S-51`` the key wants a PIN, ``S-52`` … ``S-55``, ``I-50`` no
                card, ``I-77`` no staff card, or a failure of the line. A pulled card is ``I-74``.
        """
        self._link.use(lambda card: answer_challenge(card, key, pin))

    def keys(self) -> tuple[StaffKey, ...]:
        """What the certificates of the card say, without any proof: only to tell whose card it is.

        Raises:
            Refused: ``I-50`` no card, ``I-77`` no staff card, ``I-78`` a certificate is unreadable, or a
                failure of the line.
        """
        return self._link.use(lambda card: keys_on(_selected(card)))


def enrolled_from(card: Card, slot: KeySlot, pin: str | None) -> StaffKey:
    """What to keep of ``card``; see :meth:`StaffCardReader.enrol`."""
    key = key_in(piv.certificate(_selected(card), slot), slot)
    _proved(card, key, pin)
    return key


def answer_challenge(card: Card, key: StaffKey, pin: str | None) -> None:
    """Return when ``card`` holds the private half of ``key``; see :meth:`StaffCardReader.prove`."""
    try:
        _proved(_selected(card), key, pin)
    except Refused as refused:
        # A card without the enrolled key is another card, whatever else may be amiss with it.
        if refused.fault.code == "S-50":
            raise Refused("S-54") from None
        raise


def keys_on(card: Card) -> tuple[StaffKey, ...]:
    """The keys that the card has certificates of; see :meth:`StaffCardReader.keys`."""
    found = []
    for slot in KeySlot:
        try:
            found.append(key_in(piv.certificate(card, slot), slot))
        except Refused as refused:
            if refused.fault.code not in {"S-50", "S-55"}:
                raise
    return tuple(found)


def key_in(certificate: bytes, slot: KeySlot) -> StaffKey:
    """The key in a certificate, DER.

    Raises:
        Refused: ``I-78`` it is no certificate, ``S-55`` its key is of no kind used here.
    """
    try:
        # What the library thinks of a card's certificate must not be printed over the screen.
        with warnings.catch_warnings(action="ignore"):
            parsed = x509.load_der_x509_certificate(certificate)
        spki = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        names = parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        until = parsed.not_valid_after_utc.date()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        raise unreadable(piv.CERTIFICATE) from None
    holder = str(names[0].value) if names else ""
    if not holder.isprintable():
        raise unreadable(piv.CERTIFICATE)
    public_key(spki)
    return StaffKey(slot, spki, holder, until)


def public_key(spki: bytes) -> _PublicKey:
    """A key of a kind that staff cards have: P-256, P-384, RSA 2048 or 3072.

    Raises:
        Refused: ``S-55`` another kind, or no key.
    """
    try:
        key = load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused("S-55") from None
    if isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        _algorithm(key)
        return key
    raise Refused("S-55")


def key_kind(spki: bytes) -> str:
    """The kind of a key in words: ``P-256``, ``RSA 2048``.

    Raises:
        Refused: ``S-55`` another kind, or no key.
    """
    key = public_key(spki)
    return f"RSA {key.key_size}" if isinstance(key, rsa.RSAPublicKey) else f"P-{key.key_size}"


def _selected(card: Card) -> Card:
    if not piv.select(card):
        raise Refused("I-77", reader=card.reader)
    return card


def _proved(card: Card, key: StaffKey, pin: str | None) -> None:
    """Have the card sign. A PIN goes to it only when it asks for one and is the card that was enrolled."""
    public = public_key(key.public_key)
    if _challenged(card, key.slot, public):
        return
    # A certificate proves nothing, but it keeps the PIN of one person from being spent on another's card.
    if key_in(piv.certificate(card, key.slot), key.slot).public_key != key.public_key:
        raise Refused("S-54")
    if pin is None:
        raise Refused("S-51", left=piv.in_words(piv.tries_to_spend(card)))
    piv.present_pin(card, pin)
    if not _challenged(card, key.slot, public):
        raise refused_by_card(piv.SIGN, SECURITY_STATUS)


def _challenged(card: Card, slot: KeySlot, key: _PublicKey) -> bool:
    """Whether the card signed a fresh challenge; False when its key wants the PIN first."""
    digest = Hash(_hash(key))
    digest.update(secrets.token_bytes(CHALLENGE))
    challenge = digest.finalize()
    signature = piv.sign(card, slot, _algorithm(key), _block(key, challenge))
    if signature is None:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, challenge, padding.PKCS1v15(), utils.Prehashed(_hash(key)))
        else:
            key.verify(signature, challenge, ec.ECDSA(utils.Prehashed(_hash(key))))
    except InvalidSignature:
        raise Refused("S-54") from None
    return True


def _algorithm(key: _PublicKey) -> int:
    """Algorithm identifier of SP 800-78-4, table 6-2."""
    if isinstance(key, rsa.RSAPublicKey):
        found = {2048: 0x07, 3072: 0x05}.get(key.key_size)
    else:
        found = {"secp256r1": 0x11, "secp384r1": 0x14}.get(key.curve.name)
    if found is None:
        raise Refused("S-55")
    return found


def _hash(key: _PublicKey) -> HashAlgorithm:
    is_large_curve = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size > 256
    return SHA384() if is_large_curve else SHA256()


def _block(key: _PublicKey, digest: bytes) -> bytes:
    """What the card's key is given: a digest, for RSA padded as a signature is (the card does not pad)."""
    if not isinstance(key, rsa.RSAPublicKey):
        return digest
    info = _SHA256_INFO + digest
    return b"\x00\x01" + b"\xff" * (key.key_size // 8 - len(info) - 3) + b"\x00" + info

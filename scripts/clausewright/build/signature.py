"""The signature of a manifest, and so of every file that it lists, by the office that published it.

Keys, signatures and lists of signers are OpenSSH's own (ssh-keygen(1), -Y sign and -Y verify): an office that
keeps its library with git may have them already.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from ..errors import ClausewrightError, Problem, UsageError
from .staging import MANIFEST

SIGNATURE = f"{MANIFEST}.sig"
# A signature that somebody made for another purpose, such as a commit, is none of a manifest.
_NAMESPACE = "clausewright"


def sign_manifest(folder: Path, key: Path) -> None:
    """Write the signature of a folder's manifest beside it. `key` is the file of a private key, or of a
    public one whose private half ssh-agent holds.

    Raises ClausewrightError where ssh-keygen does not sign with it, UsageError where there is no ssh-keygen.
    """
    (folder / SIGNATURE).unlink(missing_ok=True)
    ran = _run("sign", "-f", str(key), "-n", _NAMESPACE, str(folder / MANIFEST))
    if ran.returncode:
        message = f"cannot be signed with {key}: {_read_reason(ran)}"
        hint = "Name a private key that this user may read, as 'ssh-keygen -t ed25519' makes them."
        raise ClausewrightError([Problem(MANIFEST, 0, message, hint)])


def find_signer(folder: Path, signers: Path) -> str:
    """Return who signed the manifest of a folder, as the list of signers names its keys.

    `signers` is a file of allowed signers (ssh-keygen(1)): a name and a public key a line. Raises
    ClausewrightError where there is no signature, or it is by no key of the list or not of this manifest;
    UsageError where there is no such list or no ssh-keygen.
    """
    if not signers.is_file():
        raise UsageError(f"There is no file {signers}.")
    place, signature = f"{folder.name}/{SIGNATURE}", folder / SIGNATURE
    if not signature.is_file():
        hint = "Build with --sign, or verify without --signers."
        raise ClausewrightError([Problem(place, 0, "is missing: nobody has signed the manifest", hint)])
    ran = _run("find-principals", "-s", str(signature), "-f", str(signers))
    names = ran.stdout.decode(errors="replace").splitlines()
    if ran.returncode or not names:
        message = f"is by no key that {signers.name} lists"
        hint = "Ask who published the folder; add their public key if it is theirs to sign."
        raise ClausewrightError([Problem(place, 0, message, hint)])
    ran = _run(
        "verify", "-f", str(signers), "-I", names[0], "-n", _NAMESPACE, "-s", str(signature),
        text=(folder / MANIFEST).read_bytes(),
    )  # fmt: skip
    if ran.returncode:
        message = f"is no signature of this manifest by {names[0]}: {_read_reason(ran)}"
        hint = (
            "The manifest was changed after it was signed. Put the folder back as it was, or build and sign"
            " it again."
        )
        raise ClausewrightError([Problem(place, 0, message, hint)])
    return names[0]


def _run(operation: str, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["ssh-keygen", "-Y", operation, *arguments]
    try:
        # A program of a fixed name; the arguments are ours.
        return subprocess.run(command, input=text, capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise UsageError("Signatures need ssh-keygen, which comes with OpenSSH. Install OpenSSH.") from None


def _read_reason(ran: subprocess.CompletedProcess[bytes]) -> str:
    lines = ran.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "ssh-keygen does not say why"

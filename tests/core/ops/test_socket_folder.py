"""The socket's folder when the path of the data is too long for a socket"""

from __future__ import annotations

import os
import shutil

import pytest

from core.ops.embedded import Embedded, EmbeddedUnavailable
from core.ops.socket_folder import linked_folder, make_private

US = (os.geteuid(), os.getegid())


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A long path, and a temporary folder that other users share."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    home = tmp_path / ("l" * 150)
    home.mkdir()
    yield home
    shutil.rmtree(home)


def link_of(home):
    (link,) = home.glob("run-*")
    return link


def test_socket_folder_is_private_and_the_same_for_every_process(home):
    folder = linked_folder(home, US)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert linked_folder(home, US) == folder


def test_socket_folder_differs_for_a_copy_of_the_data(home, tmp_path):
    folder = linked_folder(home, US)
    copy = tmp_path / ("c" * 150)
    shutil.copytree(home, copy, symlinks=True)

    assert linked_folder(copy, US) != folder


def claimed_by_mode(folder):
    folder.chmod(0o777)


def claimed_by_link(folder):
    folder.rmdir()
    folder.symlink_to(folder.parent)


def claimed_by_user(folder):
    if os.geteuid() != 0:
        pytest.skip("needs root")
    os.chown(folder, 4242, 4242)


CLAIMS = [claimed_by_mode, claimed_by_link, claimed_by_user]


@pytest.mark.parametrize("claim", CLAIMS)
def test_socket_folder_is_replaced_when_another_user_claimed_it(home, claim):
    folder = linked_folder(home, US)
    claim(folder)

    assert linked_folder(home, US) != folder
    assert linked_folder(home, US) == link_of(home).readlink()


@pytest.mark.parametrize("claim", CLAIMS)
def test_socket_folder_is_rejected_when_another_user_claimed_the_name_in_use(home, claim):
    folder = linked_folder(home, US)
    claim(folder)

    with pytest.raises(EmbeddedUnavailable, match="belongs to another user"):
        make_private(folder, US)


def test_socket_folder_is_recreated_after_cleanup(home):
    folder = linked_folder(home, US)
    folder.rmdir()
    make_private(folder, US)

    assert folder.stat().st_mode & 0o777 == 0o700


def test_socket_folder_explains_a_temporary_path_that_is_too_long(home, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(home))

    with pytest.raises(EmbeddedUnavailable, match="Set TMPDIR"):
        _ = Embedded(home / "postgres").sockets

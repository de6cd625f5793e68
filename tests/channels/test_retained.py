"""What is left of a message whose words were removed is enough to answer it."""

from tests.channels.bench import TAKEN, publish
from tests.channels.contract import Rig
from tests.servers.loopback import loopback
from zuruf.core.retention import of_words


@TAKEN
def test_a_message_whose_words_are_gone_can_still_be_answered(rig: Rig) -> None:
    bare = {key: value for key, value in rig.ref.items() if key not in of_words(rig.ref)}
    without = {name: getattr(rig, name) for name in Rig.__dataclass_fields__} | {"ref": bare}
    with loopback(rig.well) as server:
        whole = publish(rig, rig.make(server.url))
        assert publish(Rig(**without), rig.make(server.url)) == whole

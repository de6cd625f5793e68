"""When a label is decided for that is not the most probable one."""

import numpy as np

from zuruf.classifiers.compact_lift import lift


def test_where_examples_are_told_apart_however_one_decides_the_most_probable_label_is_said() -> None:
    y = np.array([0, 1] * 60)
    p = np.where(y == 1, 0.95, 0.05)[:, None]
    lifted, reached = lift(np.hstack([1 - p, p]).astype(np.float32), y)
    assert [*lifted] == [0, 0]
    assert reached == {"macro": 1.0, "rare": 1.0}

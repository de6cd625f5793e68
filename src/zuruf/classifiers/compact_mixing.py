"""How what several parts say becomes probable: a small logistic regression. Needs scikit-learn, which is loaded only here."""

import warnings

import numpy as np
from numpy.typing import NDArray

from zuruf.classifiers.compact_grams import Numbers


def multinomial(outputs: Numbers, y: NDArray[np.int64], labels: int) -> tuple[Numbers, Numbers]:
    """outputs x labels, and labels: softmax(outputs · by + offset) is how probable each is."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough after so many steps
        model = LogisticRegression(C=1.0, max_iter=500).fit(outputs, y)
    if labels > 2:
        return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    by = np.zeros((outputs.shape[1], 2), np.float32)
    by[:, 1] = model.coef_[0]
    return by, np.array([0, model.intercept_[0]], np.float32)

"""A language model behind an address that speaks OpenAI's chat completions (also Ollama, llama.cpp, vLLM, LM Studio). No channel:
nothing is received or published through it; it is asked, on somebody's click, through the same guarded wire.

POST {address}/chat/completions {model, messages, temperature, stream: false} → {choices: [{message: {content}}]}
https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Mapping, Sequence

from zuruf.channels._http import Http
from zuruf.core.channel import Refused

PATIENCE = 60.0  # seconds; a local model on a small machine takes its time
CAP = 500_000  # bytes of an answer


class LanguageModel:
    """*url*: up to where "/chat/completions" begins, mostly ".../v1". *key* "" for none. *allow_private*: as of channels."""

    def __init__(self, url: str, model: str, key: str = "", allow_private: Sequence[str] = ()) -> None:
        self._url, self._model, self._key = url.rstrip("/"), model, key
        self._http = Http(allow_private, [key], deadline=PATIENCE, cap=CAP)

    def ask(self, messages: Sequence[Mapping[str, str]]) -> Mapping[str, object]:
        """The answer as it came, a JSON object. Raises ChannelError; a key goes only over https or to a host that an operator
        allowed."""
        there = f"{self._url}/chat/completions"
        if not self._http.trusts(there):
            raise Refused(
                "Only https addresses may be asked, or hosts that an operator allowed (ZURUF_ALLOW_PRIVATE)."
            )
        heads = {"authorization": f"Bearer {self._key}"} if self._key else {}
        asked = {
            "model": self._model,
            "messages": [dict(m) for m in messages],
            "temperature": 0.3,
            "stream": False,
        }
        return self._http.post(there, json=asked, headers=heads, writes=False).json()

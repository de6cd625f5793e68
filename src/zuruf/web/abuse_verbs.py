"""The words of the audit for what is done against abuse."""

from django.utils.translation import gettext_noop as N_

AGAINST_ABUSE = {
    "act.back": N_("taken back"),
    "act.back_ordered": N_("to be taken back"),
    "act.done": N_("done at the network"),
    "act.looked": N_("looked at and found right"),
    "act.off": N_("called off"),
    "act.ordered": N_("decided"),
    "act.refused": N_("refused by the network"),
    "act.settled": N_("settled by a person"),
    "act.unclear": N_("unclear"),
    "act.waits": N_("waits for the network"),
    "conversation.spared": N_("handed on without a reason"),
    "conversation.spare_undone": N_("handing on without a reason taken back"),
    "proof.ended": N_("words deleted, digest kept"),
    "proof.exported": N_("file taken"),
    "proof.extended": N_("kept longer"),
    "proof.kept": N_("kept as evidence"),
    "veil.set": N_("veil over abuse switched"),
}

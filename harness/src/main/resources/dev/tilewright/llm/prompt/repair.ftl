That cannot be used: ${reason}

Answer once more, in the form that was asked for, with this put right. Blocks and steps apply to the kernel as it was given, not to your last answer.

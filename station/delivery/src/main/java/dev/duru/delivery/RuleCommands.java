package dev.duru.delivery;

/** What people can do about what holds releases back, and beside them. */
record RuleCommands(
        LockEnvironment locks,
        TickChecklist ticks,
        ApproveRelease approvals,
        RunCommand commands,
        EndReview ends) {}

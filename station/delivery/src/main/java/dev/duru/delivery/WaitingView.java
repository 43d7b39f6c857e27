package dev.duru.delivery;

/**
 * A release that waits for an approval, as the inbox shows it.
 *
 * @param role the least role of an approver, in lower case
 * @param count how many people must agree
 * @param mayApprove whether whoever looks may
 * @param checklist what is to be tried first
 * @param warning what cannot be undone once the release has begun; {@code ""} for nothing
 */
public record WaitingView(
        ReleaseView release,
        String role,
        int count,
        boolean mayApprove,
        Checklist checklist,
        String warning) {}

package dev.duru.source;

import dev.duru.kernel.Role;
import dev.duru.source.git.OwnRefs;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Which ref updates are refused, and in which words; Git's own rules for names hold besides. */
final class PushRules {
    /** A file system allows 255 bytes for a name; the rest is for a lock's suffix. */
    private static final int LONGEST_PART = 240;

    private static final int LONGEST = 1000;
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

    private PushRules() {}

    /**
     * Why an update is refused; empty when it is not.
     *
     * @param command with its type decided ({@link ReceiveCommand#updateType})
     * @param defaultBranch the full name of the ref that is protected
     */
    static Optional<String> refusal(ReceiveCommand command, Role role, String defaultBranch) {
        Optional<String> name = badName(command.getRefName());
        if (name.isPresent()
                && (command.getType() != ReceiveCommand.Type.DELETE
                        || OwnRefs.isOwn(command.getRefName()))) {
            return name;
        }
        if (!command.getRefName().equals(defaultBranch) || role.includes(Role.MAINTAINER)) {
            return Optional.empty();
        }
        String branch = defaultBranch.substring(Constants.R_HEADS.length());
        return switch (command.getType()) {
            case CREATE, UPDATE -> Optional.empty();
            case UPDATE_NONFASTFORWARD ->
                    Optional.of(
                            branch
                                    + " is protected: only a maintainer may force-push it; pull first, or push a branch of another name");
            case DELETE -> Optional.of(branch + " is protected: only a maintainer may delete it");
        };
    }

    private static Optional<String> badName(String ref) {
        if (ref.length() > LONGEST) {
            return Optional.of("the ref's name has more than " + LONGEST + " characters");
        }
        for (String part : ref.split("/", -1)) {
            if (part.startsWith("-")) {
                return Optional.of(
                        "no part of a ref's name may start with '-': a command would take it for an option");
            }
            if (part.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_PART) {
                return Optional.of(
                        "a part of the ref's name has more than " + LONGEST_PART + " bytes");
            }
        }
        for (String prefix : new String[] {Constants.R_HEADS, Constants.R_TAGS}) {
            if (ref.startsWith(prefix)) {
                String shortName = ref.substring(prefix.length());
                if (shortName.equals(Constants.HEAD) || OBJECT_ID.matcher(shortName).matches()) {
                    return Optional.of(
                            "'"
                                    + shortName
                                    + "' would be taken for something else; choose another name");
                }
            }
        }
        return OwnRefs.isOwn(ref)
                ? Optional.of(
                        "refs/merge-requests/, refs/pull/ and refs/duru/ are Duru's own; push a branch")
                : Optional.empty();
    }
}

package dev.duru.delivery;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Whose own change a commit is: nobody of them approves it. */
final class Authors {
    private Authors() {}

    /** Who pushed it, and where a merge made it, who opened or pushed what was merged. */
    static Set<String> of(Ledger ledger, ProjectName project, String commit) {
        Set<String> authors = new HashSet<>(FollowFacts.pushers(ledger, project, commit));
        for (Entry entry : ledger.ofKinds(project, Instant.EPOCH, Fact.MergeRequestMerged.class)) {
            if (entry.fact() instanceof Fact.MergeRequestMerged merged
                    && merged.merged().equals(commit)) {
                authors.addAll(FollowFacts.pushers(ledger, project, merged.commit()));
                ledger.ofKinds(project, Instant.EPOCH, Fact.MergeRequestOpened.class).stream()
                        .map(Entry::fact)
                        .map(Fact.MergeRequestOpened.class::cast)
                        .filter(opened -> opened.number() == merged.number())
                        .forEach(opened -> authors.add(opened.by()));
            }
        }
        return authors;
    }
}

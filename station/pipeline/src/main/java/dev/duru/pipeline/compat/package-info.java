/**
 * What Duru does with each key of a CI file, in one table.
 *
 * <p>{@link CompatibilityTable} names every key of the workflow language and says whether it means
 * here what it means on GitHub, and what happens instead where it does not. {@link Compatibility}
 * finds the keys and values of a file that are not honoured exactly; {@code duru lint}, {@code duru
 * run} and the page of a run show what it finds. {@link CompatibilityPage} is
 * docs/dialects/github.md.
 *
 * <p>Rules: pure. A key that the grammar knows and the table does not is a failing test, so none
 * can be ignored in silence; whoever makes a key work changes its line here.
 */
@NullMarked
package dev.duru.pipeline.compat;

import org.jspecify.annotations.NullMarked;

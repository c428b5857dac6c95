//go:build long && !race

package journal

import "testing"

// TestTenThousandDamages does what TestSomeDamages does, more often.
func TestTenThousandDamages(t *testing.T) {
	damages(t, []harm{
		{records: 1, damages: 4000},
		{records: 12, damages: 3500},
		{records: 60, damages: 2200},
		{records: 700, damages: 300},
	})
}

// TestOnlyCheckedPagesAreUsedOften does what TestOnlyCheckedPagesAreUsed does, more often.
func TestOnlyCheckedPagesAreUsedOften(t *testing.T) { onlyCheckedPages(t, 40) }

// TestDamageThatNobodyEverLooksFor does what TestDamageThatNobodyLooksFor does, more often.
func TestDamageThatNobodyEverLooksFor(t *testing.T) { hiddenDamage(t, 300) }

// TestAnyByteOfTheFile does what TestSomeBytesOfTheFile does, more often.
func TestAnyByteOfTheFile(t *testing.T) { changedBytes(t, 1500) }

//go:build long && !race

package journal

import "testing"

// TestTenThousandDamages is TestSomeDamages at length.
func TestTenThousandDamages(t *testing.T) {
	damages(t, []harm{
		{records: 1, damages: 4000},
		{records: 12, damages: 3500},
		{records: 60, damages: 2200},
		{records: 700, damages: 300},
	})
}

// TestAnyByteOfTheFile is TestSomeBytesOfTheFile at length.
func TestAnyByteOfTheFile(t *testing.T) { changedBytes(t, 1500) }

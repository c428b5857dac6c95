//go:build linux && long && !race

package journal

import "testing"

// TestKilledAtEveryWrite is TestKilledAtSomeWrites before each of them, and at 50 other calls.
func TestKilledAtEveryWrite(t *testing.T) { killedAtWrites(t, 1, 50) }

// TestADiskThatIsFullAtEveryWrite: rule 100, for 20 sizes.
func TestADiskThatIsFullAtEveryWrite(t *testing.T) { fullDisk(t, 4<<10) }

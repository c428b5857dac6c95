//go:build linux && long && !race

package journal

import "testing"

// TestKilledAtEveryWrite does what TestKilledAtSomeWrites does, for every such call and 50 others.
func TestKilledAtEveryWrite(t *testing.T) { killedAtWrites(t, 1, 50) }

// TestADiskThatIsFullAtEveryWrite: rule 100, for 20 sizes.
func TestADiskThatIsFullAtEveryWrite(t *testing.T) { fullDisk(t, 4<<10) }

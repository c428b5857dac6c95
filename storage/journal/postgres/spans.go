package postgres

import (
	"strconv"
	"strings"

	"ringback/storage/journal"
)

// positions is a range of positions, both included.
type positions struct{ first, last int64 }

// spansIn reads the positions that a link says lost their content, such as 3-5,9. A link about what
// was removed because of its age has the last one that was removed first. What can't be read names
// none.
func spansIn(about string, kind journal.LinkKind) (all []positions) {
	switch kind {
	case journal.LinkRetained:
		_, about, _ = strings.Cut(about, " ")
	case journal.LinkErased:
	default:
		return nil
	}
	for one := range strings.SplitSeq(about, ",") {
		from, to, is := strings.Cut(one, "-")
		if !is {
			to = from
		}
		first, bad := strconv.ParseInt(from, 10, 64)
		last, worse := strconv.ParseInt(to, 10, 64)
		if bad == nil && worse == nil && first <= last {
			all = append(all, positions{first, last})
		}
	}
	return all
}

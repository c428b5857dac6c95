package desk

import (
	"context"
	"slices"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// hear has the desk told what becomes of verifications that it records alone, while it can't reach
// the journal that it shares.
func (s *state) hear(lasting journal.Journal) {
	if narrow, is := lasting.(journal.Narrow); is {
		narrow.Tell(func(news journal.DeskNews) {
			s.desk.post(func(s *state) { s.told(news) })
		})
	}
}

// told shows news of them.
func (s *state) told(news journal.DeskNews) {
	if news.Back {
		s.denotify("alone.begun")
		s.journal.upkeptAt = time.Time{} // what a crash left in the shared journal is known only now
	}
	if news.Alone {
		s.tell(Say("alone.begun"), true)
	}
	s.counted("alone.handed_in", news.HandedIn, false)
	s.counted("alone.dropped", news.Dropped, true)
	s.counted("alone.replays", news.Replays, true)
	s.counted("alone.kept", news.Kept, true)
	s.refreshRecords()
}

// counted shows how many there are of something, with those of a notice that is still shown.
func (s *state) counted(key string, n int, bad bool, args ...any) {
	if n == 0 {
		return
	}
	for _, shown := range s.notices {
		if before, is := shown.Text.Args["Count"].(int); is && shown.Text.Key == key {
			n += before
		}
	}
	s.denotify(key)
	s.tell(Say(key, append([]any{"Count", n}, args...)...), bad)
}

// denotify removes the notice with a text.
func (s *state) denotify(key string) {
	s.notices = slices.DeleteFunc(slices.Clone(s.notices), func(n Notice) bool { return n.Text.Key == key })
}

// replaysTold is how long supervisors are told of what was found.
const replaysTold = 7 * 24 * time.Hour

// lookForReplays tells a supervisor which answers had come for two verifications, as was found when
// a desk handed in what it had recorded alone, and who missed a head.
func (s *state) lookForReplays() {
	shared, is := s.journal.lasting.(journal.Shared)
	finder, finds := s.journal.lasting.(journal.ReplayFinder)
	if !is || !finds || !shared.Rights().Supervisor || s.journal.looking {
		return
	}
	s.journal.looking = true
	after := s.journal.looked
	s.job(func(ctx context.Context) func(*state) {
		found, err := findReplays(ctx, finder, after, s.opt.Now)
		return func(s *state) {
			s.journal.looking = false
			if err != nil {
				return // it is looked again with the next upkeep
			}
			s.journal.looked = found.last
			s.counted("alone.found", found.replays, true)
			s.counted("alone.missed", found.missed, true, "Login", ciba.Clean(found.login, 100))
		}
	})
}

// foundReplays counts what was found.
type foundReplays struct {
	last            uint64 // its position
	replays, missed int
	login           string // that missed a head last
}

// findReplays reads to the end: a login can write many heads that it missed, and what came after
// them must be told all the same.
func findReplays(ctx context.Context, finder journal.ReplayFinder, after uint64, now func() time.Time) (foundReplays, error) {
	found := foundReplays{last: after}
	for {
		some, err := finder.Replays(ctx, found.last)
		if err != nil {
			return found, err
		}
		for _, one := range some {
			found.last = one.Position
			switch {
			case now().Sub(one.At) >= replaysTold:
			case one.ID == "":
				found.missed, found.login = found.missed+1, one.Login
			default:
				found.replays++
			}
		}
		if len(some) < journal.ReplaysAtOnce {
			return found, nil
		}
	}
}

package journal

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

// oneRecord is a journal with one record, as a shared one lists it.
type oneRecord struct {
	Journal
	record Record
}

func (l oneRecord) Page(context.Context, Filter) (Page, error) {
	return Page{Records: []Record{l.record}, Total: 1}, nil
}

// TestExportNamesWhoAskedInASharedJournal: the login is the server's word, the desk its own.
func TestExportNamesWhoAskedInASharedJournal(t *testing.T) {
	at := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	j := oneRecord{record: Record{ID: "1", Started: at, Operator: "anna", Login: "desk17", Host: "PC-0417", HandedIn: at.Add(time.Hour), ReplayFound: true, Illegible: true}}
	for format, wants := range map[ExportFormat][]string{
		ExportJSON: {`"login":"desk17","desk":"PC-0417","handed_in":"2026-03-09T13:00:00Z","replay_found":true,"illegible":true}`},
		ExportCSV:  {";login;desk;handed_in;replay_found;illegible\n", ";desk17;PC-0417;2026-03-09T13:00:00Z;true;true\n"},
	} {
		var out bytes.Buffer
		n, err := Export(t.Context(), j, &out, format, Filter{})
		if n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		for _, want := range wants {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q isn't in\n%s", want, out.String())
			}
		}
	}
}

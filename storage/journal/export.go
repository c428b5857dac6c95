package journal

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"ringback/ciba"
)

// ExportFormat is the format in which a journal is exported.
type ExportFormat string

// The formats: one JSON array, or a table with a header line, as the Danish Excel opens it: UTF-8
// with a byte order mark, and semicolons.
const (
	ExportJSON ExportFormat = "json"
	ExportCSV  ExportFormat = "csv"
)

// exported is a record as it is exported. Times are RFC 3339 in UTC.
type exported struct {
	ID               string          `json:"id"`
	Started          string          `json:"started"`
	Environment      string          `json:"environment"`
	Kind             string          `json:"kind"`
	Person           PersonHash      `json:"person"`
	Case             string          `json:"case"`
	Text             string          `json:"reference"`
	Operator         string          `json:"operator"`
	Confirmed        bool            `json:"confirmed"`
	Received         string          `json:"received,omitempty"`
	Ended            string          `json:"ended,omitempty"`
	Outcome          string          `json:"outcome,omitempty"`
	Reason           string          `json:"reason,omitempty"`
	Cancel           string          `json:"cancel,omitempty"`
	Transaction      string          `json:"transaction,omitempty"`
	SupportReference string          `json:"support_reference,omitempty"`
	Checks           []exportedCheck `json:"checks,omitempty"`
	Questions        []string        `json:"questions,omitempty"` // confirmed before it began
	Also             PersonHash      `json:"also,omitempty"`
	Reported         string          `json:"reported,omitempty"` // that the person didn't start it
	ReportedBy       string          `json:"reported_by,omitempty"`
	Lifted           string          `json:"lifted,omitempty"`
	LiftedBy         string          `json:"lifted_by,omitempty"`
	Login            string          `json:"login,omitempty"` // only in a shared journal, as all that follow
	Desk             string          `json:"desk,omitempty"`
	HandedIn         string          `json:"handed_in,omitempty"`
	ReplayFound      bool            `json:"replay_found,omitempty"`
	Illegible        bool            `json:"illegible,omitempty"`
}

// exportedCheck is a check in an exported record.
type exportedCheck struct {
	ID     string `json:"id"`
	Result string `json:"result"`
}

// exportedAtOnce is the number of records that Export reads at a time.
const exportedAtOnce = 10_000

// Export writes the records that fit, the last begun first, and returns how many it wrote. It reads
// some at a time: each is exported as it is when it is read, and those that begin meanwhile aren't.
// The output is plain text: the caller tells the user so.
func Export(ctx context.Context, journal Journal, w io.Writer, format ExportFormat, filter Filter) (n int, err error) {
	var out exporter
	switch format {
	case ExportJSON:
		out = &jsonExporter{w: w}
	case ExportCSV:
		out = newCSVExporter(w)
	default:
		return 0, fmt.Errorf("%q is not an export format; use json or csv", ciba.Clean(string(format), 40))
	}
	if err := out.begin(); err != nil {
		return 0, err
	}
	for more := true; more; {
		if more, err = exportSome(ctx, journal, out, &filter, &n); err != nil {
			return n, err
		}
	}
	return n, out.end()
}

// exportSome writes the records of a filter's page, counts them, and turns to the next page.
func exportSome(ctx context.Context, journal Journal, out exporter, filter *Filter, n *int) (more bool, err error) {
	some := *filter
	if some.Limit = exportedAtOnce; filter.Limit > 0 {
		some.Limit = min(exportedAtOnce, filter.Limit-*n)
	}
	page, err := journal.Page(ctx, some)
	if err != nil {
		return false, err
	}
	for _, r := range page.Records {
		if err := out.record(export(r)); err != nil {
			return false, err
		}
		*n++
	}
	filter.Before = page.Next
	return page.Next != 0 && (filter.Limit == 0 || *n < filter.Limit), nil
}

func export(r Record) exported {
	e := exported{
		ID: r.ID, Started: exportTime(r.Started), Environment: r.Environment, Kind: r.Kind, Person: r.Person,
		Case: r.Case, Text: r.Text, Operator: r.Operator, Confirmed: r.Confirmed != 0, Received: exportTime(r.Received),
		Ended: exportTime(r.At), Outcome: string(r.Outcome), Reason: string(r.Reason), Cancel: string(r.Cancel),
		Transaction: r.Transaction, SupportReference: r.SupportReference,
		Questions: r.Confirmed.Names(), Also: r.Also,
		Reported: exportTime(r.Reported.At), ReportedBy: r.Reported.Operator, Lifted: exportTime(r.Lifted.At), LiftedBy: r.Lifted.Operator,
		Login: r.Login, Desk: r.Host, HandedIn: exportTime(r.HandedIn), ReplayFound: r.ReplayFound, Illegible: r.Illegible,
	}
	for _, c := range r.Checks {
		e.Checks = append(e.Checks, exportedCheck{ID: string(c.ID), Result: string(c.Result)})
	}
	return e
}

func exportTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// exporter writes one format.
type exporter interface {
	begin() error
	record(exported) error
	end() error
}

type jsonExporter struct {
	w     io.Writer
	wrote bool
}

func (j *jsonExporter) begin() error { return put(j.w, "[") }

func (j *jsonExporter) record(e exported) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	between := "\n"
	if j.wrote {
		between = ",\n"
	}
	j.wrote = true
	return put(j.w, between+string(line))
}

func (j *jsonExporter) end() error { return put(j.w, "\n]\n") }

func put(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}

type csvExporter struct {
	out io.Writer
	w   *csv.Writer
}

func newCSVExporter(w io.Writer) *csvExporter {
	c := &csvExporter{out: w, w: csv.NewWriter(w)}
	c.w.Comma = ';'
	return c
}

func (c *csvExporter) begin() error {
	if err := put(c.out, "\uFEFF"); err != nil {
		return err
	}
	return c.w.Write([]string{
		"id", "started", "environment", "kind", "person", "case", "reference", "operator", "confirmed",
		"received", "ended", "outcome", "reason", "cancel", "transaction", "checks", "support_reference",
		"questions", "also", "reported", "reported_by", "lifted", "lifted_by",
		"login", "desk", "handed_in", "replay_found", "illegible",
	})
}

func (c *csvExporter) record(e exported) error {
	checks := make([]string, len(e.Checks))
	for i, check := range e.Checks {
		checks[i] = check.ID + "=" + check.Result
	}
	fields := []string{
		e.ID, e.Started, e.Environment, e.Kind, string(e.Person), e.Case, e.Text, e.Operator, fmt.Sprint(e.Confirmed),
		e.Received, e.Ended, e.Outcome, e.Reason, e.Cancel, e.Transaction, strings.Join(checks, " "), e.SupportReference,
		strings.Join(e.Questions, " "), string(e.Also), e.Reported, e.ReportedBy, e.Lifted, e.LiftedBy,
		e.Login, e.Desk, e.HandedIn, fmt.Sprint(e.ReplayFound), fmt.Sprint(e.Illegible),
	}
	for i := range fields {
		fields[i] = noFormula(fields[i])
	}
	return c.w.Write(fields)
}

func (c *csvExporter) end() error {
	c.w.Flush()
	return c.w.Error()
}

// noFormula keeps a spreadsheet from running a text as a formula. A program that expects another
// separator begins a new field after each of them, quoted or not, so an apostrophe is put there as
// well.
func noFormula(text string) string {
	var b strings.Builder
	for start := 0; start < len(text); {
		end := len(text)
		if n := strings.IndexAny(text[start:], fieldEnds); n >= 0 {
			end = start + n + 1
		}
		part := text[start:end]
		if rest := strings.TrimLeft(part, ` "`); rest != "" && strings.ContainsRune(formulaBegins, rune(rest[0])) {
			b.WriteByte('\'')
		}
		b.WriteString(part)
		start = end
	}
	return b.String()
}

// The characters that end a field in some program, and those that begin a formula.
const (
	fieldEnds     = ";,\t\r\n"
	formulaBegins = "=+-@\t\r"
)

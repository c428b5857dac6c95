package connect

import (
	"errors"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// everything names each setting that the driver takes from the environment or from files in the
// user's folder, so that it takes none of them. What matters is set anew by whoever calls blank.
const everything = `host=localhost port=5432 database=x user=x password=x passfile='' application_name='' ` +
	`sslmode=disable sslcert='' sslkey='' sslrootcert='' sslcertmode=allow sslpassword='' sslsni=1 sslnegotiation=postgres ` +
	`connect_timeout=2 target_session_attrs=read-write options='' timezone='' ` +
	`min_protocol_version=3.0 max_protocol_version=3.0 channel_binding=prefer require_auth='' krbsrvname='' krbspn=''`

// blank returns a configuration on which nothing outside this program has a say. The driver has no
// way to leave out PGSERVICE: it must name a service that is there.
func blank() (*pgxpool.Config, error) {
	if pool, err := pgxpool.ParseConfig(everything); err == nil {
		return pool, nil
	}
	path, err := emptyService()
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(path) }()
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(path)
	pool, err := pgxpool.ParseConfig(everything + ` service=none servicefile='` + quoted + `'`)
	if err != nil {
		return nil, errors.New("the driver refuses its configuration") // its error quotes that
	}
	return pool, nil
}

// emptyService writes a service file with a service that says nothing.
func emptyService() (path string, err error) {
	file, err := os.CreateTemp("", "ringback-*.conf")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString("[none]\n")
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

/**
 * The log itself. Order of commits = order of positions: every appending transaction takes its positions under one advisory lock
 * that it holds until its commit is visible, so a reader that has seen position p can never meet a smaller new one.
 * Positions of rolled-back transactions stay unused.
 */
export const log0001 = /* sql */ `
create sequence el.pos_seq minvalue 0 start 0;
select setval('el.pos_seq', 0);

create table el.class(
  no smallint primary key,
  name text not null unique,
  span bigint not null check (span > 0),          -- positions of one segment
  max_age_s bigint
);
insert into el.class values
  (0, 'domain', 1000000), (1, 'telemetry', 250000), (2, 'seal', 1000000), (3, 'rollup', 1000000), (4, 'sandbox', 250000);

create table el.stream(
  no int generated always as identity primary key,
  name text not null unique,
  class smallint not null references el.class,
  rev bigint not null default -1,
  state smallint not null default 0 check (state in (0, 2)),   -- 2 = tombstoned
  first_pos bigint, last_pos bigint, last_append uuid, last_id uuid,
  last_hash bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 70);

create table el.etype(no smallint generated always as identity primary key, name text not null unique);
-- Which types ever stood in which class: lets a filtered reader leave whole classes out.
create table el.class_type(class smallint, type_no smallint references el.etype, primary key (class, type_no));

create table el.ev(
  pos bigint not null, class smallint not null, stream_no int not null, rev bigint not null, type_no smallint not null,
  id uuid not null, recorded_at timestamptz not null,
  codec smallint not null,                        -- 0 = UTF-8 JSON, 1 = zstd of it
  data bytea not null, meta bytea not null, prev bytea not null, hash bytea not null
) partition by list (class);
alter table el.ev alter column data set storage external, alter column meta set storage external;

create table el.segment(
  class smallint references el.class, lo bigint, hi bigint not null, rel text not null unique, primary key (class, lo));

create function el.deny() returns trigger language plpgsql as $$
begin
  raise exception 'the event log is append-only';
end $$;
create trigger ev_deny before update or delete on el.ev for each row execute function el.deny();

do $$
declare c record;
begin
  for c in select no from el.class loop
    execute format('create table el.ev_%s partition of el.ev for values in (%s) partition by range (pos)', c.no, c.no);
  end loop;
end $$;

-- Attached rather than created as a partition: readers and writers go on meanwhile.
create function el.add_segment(p_class smallint, p_lo bigint, p_hi bigint) returns void language plpgsql as $$
declare rel text := format('ev_%s_%s', p_class, lpad(p_lo::text, 15, '0'));
begin
  execute format('create table el.%I (like el.ev including defaults including storage)', rel);
  execute format('alter table el.%I add primary key (pos)', rel);
  execute format('create unique index on el.%I (stream_no, rev)', rel);
  execute format('create trigger %I before truncate on el.%I execute function el.deny()', rel || '_deny', rel);
  execute format('grant select on el.%I to log_reader', rel);
  execute format('alter table el.%I attach partition el.%I for values from (%s) to (%s)',
    'ev_' || p_class, rel, p_lo, p_hi);
  insert into el.segment values (p_class, p_lo, p_hi, rel);
end $$;

-- Keeps two whole segments free ahead of the greatest position, in every class. Answers how many it added.
create function el.ensure_segments() returns int language plpgsql security definer set search_path = pg_catalog as $$
declare c record; top bigint; lo bigint; added int := 0;
begin
  perform pg_advisory_xact_lock(4712);
  select last_value into top from el.pos_seq;
  for c in select no, span from el.class order by no loop
    loop
      select coalesce(max(hi), 0) into lo from el.segment where class = c.no;
      exit when lo > top + 2 * c.span;
      perform el.add_segment(c.no, lo, lo + c.span);
      added := added + 1;
    end loop;
  end loop;
  return added;
end $$;
`;

/** Roles of the cluster; several databases share them, and a managed server may forbid to make them. */
export const roles0001 = /* sql */ `
do $$
declare r text;
begin
  foreach r in array array['log_writer', 'log_reader'] loop
    begin
      if not exists (select from pg_roles where rolname = r) then
        execute format('create role %I nologin', r);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;
`;

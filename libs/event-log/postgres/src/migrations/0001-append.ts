/**
 * Appending. Expected revision: -2 any, -1 none, -4 exists, ≥ 0 exact. Status: 0 appended, 1 duplicate, 2 wrong revision,
 * 3 tombstoned, 4 content mismatch. Events of all requests lie one after the other in `p_blob`: content hash (32 bytes), data, meta.
 */
export const append0001 = /* sql */ `
-- One link of a stream's chain, as chainHash() of the event-sourcing library computes it.
create function el.link(p_prev bytea, p_stream text, p_rev bigint, p_id uuid, p_type text, p_content bytea)
returns bytea language sql immutable parallel safe set search_path = pg_catalog as $$
  select sha256(
    int4send(octet_length(p_prev)) || p_prev ||
    int4send(octet_length(convert_to(p_stream, 'UTF8'))) || convert_to(p_stream, 'UTF8') ||
    int4send(8) || int8send(p_rev) ||
    int4send(16) || uuid_send(p_id) ||
    int4send(octet_length(convert_to(p_type, 'UTF8'))) || convert_to(p_type, 'UTF8') ||
    int4send(octet_length(p_content)) || p_content)
$$;

create type el.offered as (id uuid, type_no smallint, type text, codec smallint, content bytea, data bytea, meta bytea);
create type el.answer as (request int, status int, rev bigint, pos bigint, hash bytea, last_append uuid);

create function el.append_one(p_request int, p_stream text, p_expected bigint, p_append uuid, p_again boolean, p_events el.offered[])
returns el.answer language plpgsql set search_path = pg_catalog as $$
declare
  s el.stream; n int := cardinality(p_events); base bigint; standing record; top bigint; h bytea;
  prevs bytea[] := '{}'; hashes bytea[] := '{}'; i int;
begin
  select * into s from el.stream where name = p_stream for update;
  if not found or (s.rev < 0 and p_expected not in (-1, -2)) then
    return row(p_request, 2, null, null, null, null)::el.answer;
  end if;
  if s.state = 2 then return row(p_request, 3, s.rev, null, null, null)::el.answer; end if;

  -- A repeat stands right behind the expected revision; without one, where the first id stands among the newest.
  if p_expected >= -1 then base := p_expected;
  elsif s.last_append = p_append then base := s.rev - n;
  elsif p_again then
    select min(e.rev) - 1 into base from el.ev e
     where e.class = s.class and e.stream_no = s.no and e.rev > s.rev - 256 - n and e.id = (p_events[1]).id;
  end if;
  if base >= -1 and base + n <= s.rev then
    select count(*) as c, max(e.pos) as pos,
           bool_and(e.hash = el.link(e.prev, p_stream, e.rev, u.id, u.type, u.content)) as same
      into standing
      from el.ev e join unnest(p_events) with ordinality u(id, type_no, type, codec, content, data, meta, o)
        on e.rev = base + u.o and e.id = u.id
     where e.class = s.class and e.stream_no = s.no and e.rev between base + 1 and base + n
       and e.pos between s.first_pos and s.last_pos;
    if standing.c = n and not standing.same then
      return row(p_request, 4, base + n, null, null, null)::el.answer;
    elsif standing.c = n then
      select e.hash into h from el.ev e where e.class = s.class and e.pos = standing.pos;
      return row(p_request, 1, base + n, standing.pos, h, null)::el.answer;
    end if;
  end if;
  if p_expected >= -1 and p_expected <> s.rev then
    return row(p_request, 2, s.rev, null, s.last_hash, s.last_append)::el.answer;
  end if;

  h := s.last_hash;
  for i in 1..n loop
    prevs := prevs || h;
    h := el.link(h, p_stream, s.rev + i, (p_events[i]).id, (p_events[i]).type, (p_events[i]).content);
    hashes := hashes || h;
  end loop;
  perform pg_advisory_xact_lock(4711);
  select last_value into top from el.pos_seq;
  top := setval('el.pos_seq', top + n);
  insert into el.ev(pos, class, stream_no, rev, type_no, id, recorded_at, codec, data, meta, prev, hash)
    select top - n + u.o, s.class, s.no, s.rev + u.o, u.type_no, u.id, clock_timestamp(), u.codec, u.data, u.meta, p.prev, p.hash
      from unnest(p_events) with ordinality u(id, type_no, type, codec, content, data, meta, o)
      join unnest(prevs, hashes) with ordinality p(prev, hash, o) using (o);
  update el.stream x
     set rev = s.rev + n, first_pos = coalesce(s.first_pos, top - n + 1), last_pos = top,
         last_append = p_append, last_id = (p_events[n]).id, last_hash = h
   where x.no = s.no;
  return row(p_request, 0, s.rev + n, top, h, null)::el.answer;
end $$;

/* All requests in one transaction. Types first, then streams in the order of their names: no two callers can deadlock. */
create function el.append_many(
  p_streams text[], p_classes smallint[], p_expected bigint[], p_appends uuid[], p_counts int[],
  p_ids uuid[], p_types text[], p_codecs smallint[], p_data int[], p_meta int[], p_blob bytea, p_again boolean)
returns setof el.answer language plpgsql security definer set search_path = pg_catalog as $$
declare r record; offered el.offered[]; i int; k int := 0; cut int := 1; type_no smallint;
begin
  for r in select distinct t.name from unnest(p_types) t(name)
            where not exists (select from el.etype e where e.name = t.name) order by 1 loop
    insert into el.etype(name) values (r.name) on conflict do nothing;
  end loop;
  for r in select distinct c.class, e.no
             from (select u.o, u.class, sum(u.n) over (order by u.o) - u.n as lo, sum(u.n) over (order by u.o) as hi
                     from unnest(p_classes, p_counts) with ordinality u(class, n, o)) c
             join unnest(p_types) with ordinality t(name, o) on t.o > c.lo and t.o <= c.hi
             join el.etype e on e.name = t.name
            where not exists (select from el.class_type x where x.class = c.class and x.type_no = e.no)
            order by 1, 2 loop
    insert into el.class_type values (r.class, r.no) on conflict do nothing;
  end loop;
  for r in select u.name, u.class, bool_or(u.expected in (-1, -2)) as may_create
             from unnest(p_streams, p_classes, p_expected) u(name, class, expected)
            group by 1, 2 order by u.name collate "C" loop
    perform from el.stream s where s.name = r.name for update;
    if not found and r.may_create then
      insert into el.stream(name, class) values (r.name, r.class) on conflict do nothing;
      perform from el.stream s where s.name = r.name for update;
    end if;
  end loop;
  for i in 1..cardinality(p_streams) loop
    offered := '{}';
    for j in 1..p_counts[i] loop
      k := k + 1;
      select e.no into type_no from el.etype e where e.name = p_types[k];
      offered := offered || row(p_ids[k], type_no, p_types[k], p_codecs[k],
        substring(p_blob from cut for 32), substring(p_blob from cut + 32 for p_data[k]),
        substring(p_blob from cut + 32 + p_data[k] for p_meta[k]))::el.offered;
      cut := cut + 32 + p_data[k] + p_meta[k];
    end loop;
    return next el.append_one(i, p_streams[i], p_expected[i], p_appends[i], p_again, offered);
  end loop;
end $$;

/* What a writer may know of its own streams. */
create function el.tail(p_stream text)
returns table(rev bigint, last_id uuid, last_append uuid, last_hash bytea, prev bytea, meta bytea)
language sql stable security definer set search_path = pg_catalog as $$
  select s.rev, s.last_id, s.last_append, s.last_hash, e.prev, e.meta
    from el.stream s join el.ev e on e.class = s.class and e.pos = s.last_pos where s.name = p_stream
$$;

revoke all on schema el from public;
revoke execute on all functions in schema el from public;
grant usage on schema el to log_writer, log_reader;
grant execute on function el.append_many, el.tail, el.ensure_segments to log_writer;
grant execute on function el.tail to log_reader;
grant select on all tables in schema el to log_reader;
`;

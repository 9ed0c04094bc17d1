import { accounts } from '../upstream/hss/assets/users.js';
import { define } from './define.js';
import { contains, oneOf, yesOrNo } from './row-filter.js';
import { BoxedRowMembers, Flag, Instant, Text } from './row-members.js';

/** One account of one server, or of one container on it. */
export class UserRow extends BoxedRowMembers {
  @Text('Name of the account.')
  user_name!: string | null;

  @Flag('Whether it may log in.')
  can_login!: boolean | null;

  @Flag('Whether it has the rights of an administrator.')
  is_root!: boolean | null;

  @Text('Name of its group.')
  group_name!: string | null;

  @Text('Home directory.')
  home_dir!: string | null;

  @Text('Login shell.')
  shell!: string | null;

  @Instant('When the agent last saw it.')
  scanned_at!: string | null;

  @Instant('When it was first seen.')
  first_seen_at!: string | null;

  @Text('Agent that saw it.')
  agent_id!: string | null;
}

export const users = define<UserRow>({
  descriptor: accounts,
  row: UserRow,
  title: 'Accounts',
  plural: 'UserAccounts',
  order: ['user_name', 'container_id', 'group_name'],
  filters: {
    user_name: contains('Name of the account'),
    can_login: yesOrNo('Whether it may log in.'),
    is_root: yesOrNo('Whether it has the rights of an administrator.'),
    group_name: oneOf('Name of its group'),
    shell: oneOf('Login shell'),
  },
  sorts: ['user_name', 'scanned_at', 'first_seen_at'],
});
